import { connect } from '../shared/bridge.ts';
import { showMessage } from '../shared/dom.ts';
import { firstText, type Members, members } from '../shared/json.ts';
import { planOf } from './diff.ts';
import { showPlan } from './view.ts';

showMessage('Waiting for the plan.');
connect('change-plan', {
  result(result: Members) {
    const answer = members(result['structuredContent']);
    const plan = planOf(answer);
    if (plan === undefined) showMessage('There is no plan to show.', firstText(result));
    else showPlan(plan, answer);
  },
  cancelled: () => showMessage('The call was cancelled.'),
  context() {},
});
