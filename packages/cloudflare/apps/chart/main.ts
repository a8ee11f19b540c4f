import { connect, type HostContext } from '../shared/bridge.ts';
import { showMessage } from '../shared/dom.ts';
import { Format } from '../shared/format.ts';
import { firstText, type Members, members } from '../shared/json.ts';
import { type Analytics, analyticsOf } from './data.ts';
import { showAnalytics } from './view.ts';

let shown: Analytics | undefined;
let context: HostContext = { locale: undefined, timeZone: undefined };

function render(): void {
  if (shown !== undefined) showAnalytics(shown, new Format(context));
}

showMessage('Waiting for the numbers.');
connect('analytics-chart', {
  result(result: Members) {
    shown = result['isError'] === true ? undefined : analyticsOf(members(result['structuredContent']));
    if (shown === undefined)
      showMessage('There is nothing to draw: the tool gave no numbers.', firstText(result));
    else render();
  },
  cancelled: () => showMessage('The question was cancelled.'),
  context(changed) {
    context = changed;
    render();
  },
});
