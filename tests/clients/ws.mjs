// A frontend on graphql-ws: prints each message as a line of JSON, resumes with its last cursor after a restart.
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';

const { url, token, query, variables = {}, retry = true } = JSON.parse(process.argv[2]);
const say = (said) => console.log(JSON.stringify(said));

const client = createClient({
  url,
  webSocketImpl: WebSocket,
  connectionParams: token ? { Authorization: `Bearer ${token}` } : {},
  retryAttempts: retry ? Infinity : 0,
  retryWait: () => new Promise((done) => setTimeout(done, 200)),
  shouldRetry: () => true,
  on: {
    connected: () => say({ connected: true }),
    closed: (event) => say({ closed: event.code, reason: event.reason }),
  },
});
client.subscribe({ query, variables }, {
  next(result) {
    if (result.data?.updates?.cursor) variables.after = result.data.updates.cursor;
    say({ next: result });
  },
  error(error) {
    say({ error: Array.isArray(error) ? error : { code: error?.code, message: String(error?.message ?? error) } });
    process.exit(0);
  },
  complete() {
    say({ complete: true });
    client.dispose();
  },
});
