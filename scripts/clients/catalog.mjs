/**
 * The clients that are run. Versions are pinned: what a client does changes with each of its releases.
 *
 * @typedef {object} Setting
 * @property {string} home A fresh folder, the home of the client.
 * @property {number} port Of the model on loopback.
 * @property {readonly string[]} server The command that starts the server.
 *
 * @typedef {object} CliClient
 * @property {string} name
 * @property {string} title
 * @property {string} package
 * @property {string} version
 * @property {string} command
 * @property {(setting: Setting) => Readonly<Record<string, string>>} files What its home holds at first, by path.
 * @property {(setting: Setting) => Readonly<Record<string, string>>} environment
 * @property {(setting: Setting) => readonly (readonly string[])[]} before Commands that set it up.
 * @property {readonly string[]} run Its arguments without a person.
 * @property {readonly string[]} [prompt] Its arguments that start the prompt `audit_zone`.
 * @property {readonly string[]} [mention] Its arguments that hand a resource to the model.
 * @property {readonly Snippet[]} snippets
 *
 * @typedef {object} Snippet What docs/clients.md says of it.
 * @property {string} heading What stands before the code.
 * @property {string} [file] Where it belongs, in `home` or `project`; without one it is a command.
 * @property {(setting: Setting) => string} [above] What the file holds before it, for the scripted model.
 * @property {(setting: Setting) => Readonly<Record<string, string>>} [files] What else there is, for the same.
 * @property {(setting: Setting) => readonly (readonly string[])[]} [before]
 */

const ask = 'Run the script.';
const mentioned = 'What is in @cloudflare:cloudflare://zones ?';
/** @param {unknown} value */
const json = (value) => JSON.stringify(value, undefined, 2);
/** @param {Setting} setting */
const entry = ({ server: [command = '', ...args] }) => ({ command, args });
/** @param {Setting} setting */
const mcpServers = (setting) => ({ mcpServers: { cloudflare: entry(setting) } });
/** @param {Setting} setting */
const openai = ({ port }) => `http://127.0.0.1:${port}/v1`;
const none = () => [];
const claudeHome = () => ({
  '.claude.json': json({
    hasCompletedOnboarding: true,
    theme: 'dark',
    customApiKeyResponses: { approved: ['sk-ant-fake'], rejected: [] },
  }),
});
/** @param {Setting} setting */
const codexModel = (setting) => `model = "gpt-5.5"
model_provider = "loopback"

[model_providers.loopback]
name = "loopback"
base_url = "${openai(setting)}"
wire_api = "responses"
env_key = "MODEL_KEY"

`;
const geminiQuiet = {
  security: { auth: { selectedType: 'gemini-api-key' } },
  telemetry: { enabled: false },
  privacy: { usageStatisticsEnabled: false },
  general: { disableAutoUpdate: true, enableAutoUpdate: false },
};
/** @param {Setting} setting */
const opencodeModel = (setting) => ({
  autoupdate: false,
  share: 'disabled',
  provider: {
    loopback: {
      npm: '@ai-sdk/openai-compatible',
      name: 'Loopback',
      options: { baseURL: openai(setting), apiKey: 'x' },
      models: { fake: { name: 'Fake', tool_call: true, limit: { context: 200_000, output: 8_000 } } },
    },
  },
  model: 'loopback/fake',
  small_model: 'loopback/fake',
});
/** @param {Setting} setting @returns {readonly (readonly string[])[]} */
const clineModel = (setting) => [
  ['auth', '-p', 'openai-compatible', '-k', 'x', '-m', 'fake', '-b', openai(setting)],
];
/** @param {Setting} setting */
const continueModel = (setting) => `name: loopback
version: 0.0.1
schema: v1
models:
  - name: fake
    provider: openai
    model: gpt-5
    apiBase: ${openai(setting)}
    apiKey: x
    useResponsesApi: false
    roles: [chat]
`;

/** @type {readonly CliClient[]} */
export const cliClients = [
  {
    name: 'claude',
    title: 'Claude Code',
    package: '@anthropic-ai/claude-code',
    version: '2.1.332',
    command: 'claude',
    snippets: [
      { heading: '**Claude Code**', files: claudeHome },
      {
        heading: 'A `.mcp.json` in your project',
        file: 'project/.mcp.json',
        files: () => ({
          ...claudeHome(),
          '.claude/settings.json': json({ enableAllProjectMcpServers: true }),
        }),
      },
    ],
    files: claudeHome,
    environment: ({ port }) => ({
      ANTHROPIC_BASE_URL: `http://127.0.0.1:${port}`,
      ANTHROPIC_API_KEY: 'sk-ant-fake',
      ENABLE_TOOL_SEARCH: 'false',
    }),
    before: ({ server }) => [['mcp', 'add', '--transport', 'stdio', 'cloudflare', '--', ...server]],
    run: ['-p', ask, '--allowedTools', 'mcp__cloudflare', 'ReadMcpResourceTool'],
    prompt: ['-p', '/mcp__cloudflare__audit_zone mapleandpine.com'],
  },
  {
    name: 'codex',
    title: 'Codex',
    package: '@openai/codex',
    version: '0.171.0',
    command: 'codex',
    snippets: [{ heading: '**Codex**', file: 'home/.codex/config.toml', above: codexModel }],
    files: (setting) => ({
      '.codex/config.toml': `${codexModel(setting)}[mcp_servers.cloudflare]
command = ${JSON.stringify(setting.server[0])}
args = ${JSON.stringify(setting.server.slice(1))}
default_tools_approval_mode = "approve"
`,
    }),
    environment: () => ({ MODEL_KEY: 'x' }),
    before: none,
    run: ['exec', '--skip-git-repo-check', ask],
  },
  {
    name: 'gemini',
    title: 'Gemini CLI',
    package: '@google/gemini-cli',
    version: '0.61.0',
    command: 'gemini',
    snippets: [
      {
        heading: '**Gemini CLI**',
        file: 'home/.gemini/settings.json',
        files: () => ({ '../project/.gemini/settings.json': json(geminiQuiet) }),
      },
    ],
    files: (setting) => ({
      '.gemini/settings.json': json({
        ...geminiQuiet,
        ...mcpServers(setting),
      }),
    }),
    environment: ({ port }) => ({
      GEMINI_CLI_TRUST_WORKSPACE: 'true',
      GOOGLE_GEMINI_BASE_URL: `http://127.0.0.1:${port}`,
      GEMINI_API_KEY: 'fake',
    }),
    before: none,
    run: ['--approval-mode', 'yolo', '-p', ask],
    prompt: ['--approval-mode', 'yolo', '-p', '/audit_zone --zone="mapleandpine.com"'],
    mention: ['--approval-mode', 'yolo', '-p', mentioned],
  },
  {
    name: 'copilot',
    title: 'Copilot CLI',
    package: '@github/copilot',
    version: '1.0.102',
    command: 'copilot',
    snippets: [{ heading: '**Copilot CLI**', file: 'home/.copilot/mcp-config.json' }],
    files: () => ({}),
    environment: (setting) => ({
      COPILOT_PROVIDER_BASE_URL: openai(setting),
      COPILOT_PROVIDER_TYPE: 'openai',
      COPILOT_PROVIDER_WIRE_API: 'completions',
      COPILOT_PROVIDER_API_KEY: 'x',
      COPILOT_MODEL: 'gpt-5.4',
      COPILOT_OFFLINE: 'true',
      COPILOT_AUTO_UPDATE: 'false',
    }),
    before: ({ server }) => [['mcp', 'add', 'cloudflare', '--', ...server]],
    run: ['-p', ask, '--allow-all-tools', '--disable-builtin-mcps'],
  },
  {
    name: 'opencode',
    title: 'opencode',
    package: 'opencode-ai',
    version: '1.18.33',
    command: 'opencode',
    snippets: [
      {
        heading: '**opencode**',
        file: 'home/.config/opencode/opencode.json',
        files: (setting) => ({ '../project/opencode.json': json(opencodeModel(setting)) }),
      },
    ],
    files: (setting) => ({
      '.config/opencode/opencode.json': json({
        ...opencodeModel(setting),
        mcp: { cloudflare: { type: 'local', command: setting.server, enabled: true } },
      }),
    }),
    environment: () => ({}),
    before: none,
    run: ['run', '--model', 'loopback/fake', ask],
    prompt: ['run', '--model', 'loopback/fake', '--command', 'cloudflare:audit_zone', 'mapleandpine.com'],
  },
  {
    name: 'qwen',
    title: 'Qwen Code',
    package: '@qwen-code/qwen-code',
    version: '0.24.4',
    command: 'qwen',
    snippets: [{ heading: '**Qwen Code**', file: 'home/.qwen/settings.json' }],
    files: (setting) => ({
      '.qwen/settings.json': json({
        security: { auth: { selectedType: 'openai' } },
        privacy: { usageStatisticsEnabled: false },
        telemetry: { enabled: false },
        general: { disableAutoUpdate: true, enableAutoUpdate: false },
        ...mcpServers(setting),
      }),
    }),
    environment: (setting) => ({
      OPENAI_BASE_URL: openai(setting),
      OPENAI_API_KEY: 'fake',
      OPENAI_MODEL: 'fake',
    }),
    before: none,
    run: ['--approval-mode', 'yolo', '-p', ask],
    prompt: ['--approval-mode', 'yolo', '-p', '/audit_zone --zone="mapleandpine.com"'],
    mention: ['--approval-mode', 'yolo', '-p', mentioned],
  },
  {
    name: 'cline',
    title: 'Cline CLI',
    package: 'cline',
    version: '3.0.65',
    command: 'cline',
    snippets: [
      {
        heading: '**Cline CLI**',
        file: 'home/.cline/data/settings/cline_mcp_settings.json',
        before: clineModel,
      },
    ],
    files: (setting) => ({
      '.cline/data/settings/cline_mcp_settings.json': json({
        mcpServers: { cloudflare: { type: 'stdio', ...entry(setting) } },
      }),
    }),
    environment: () => ({ CLINE_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' }),
    before: clineModel,
    run: ['--verbose', ask],
  },
  {
    name: 'continue',
    title: 'Continue',
    package: '@continuedev/cli',
    version: '1.5.47',
    command: 'cn',
    snippets: [{ heading: '**Continue**', file: 'home/.continue/config.yaml', above: continueModel }],
    files: (setting) => ({
      '.continue/config.yaml': `${continueModel(setting)}mcpServers:
  - name: cloudflare
    command: ${JSON.stringify(setting.server[0])}
    args: ${JSON.stringify(setting.server.slice(1))}
`,
    }),
    environment: () => ({ CONTINUE_TELEMETRY_ENABLED: '0', CONTINUE_CLI_AUTO_UPDATED: '1' }),
    before: none,
    run: ['-p', '--auto', '--config', '../home/.continue/config.yaml', ask],
    prompt: ['-p', '--auto', '--config', '../home/.continue/config.yaml', '/audit_zone mapleandpine.com'],
  },
];
