// A frontend on graphql-sse, distinct connections mode; resumes with Last-Event-ID after a restart.
import { createClient } from 'graphql-sse';

const { url, token, query, variables = {}, retry = true } = JSON.parse(process.argv[2]);
const say = (said) => console.log(JSON.stringify(said));
let last;

const client = createClient({
  url,
  headers: () => ({
    ...(token ? { Authorization: `Bearer ${token}` } : {}),
    ...(last ? { 'Last-Event-ID': last } : {}),
  }),
  retryAttempts: retry ? Infinity : 0,
  retry: () => new Promise((done) => setTimeout(done, 200)),
  on: { connected: () => say({ connected: true }) },
});
client.subscribe({ query, variables }, {
  next(result) {
    if (result.data?.updates?.cursor) last = result.data.updates.cursor;
    say({ next: result });
  },
  error(error) {
    say({ error: { status: error?.response?.status, message: String(error?.message ?? error) } });
    process.exit(0);
  },
  complete() {
    say({ complete: true });
    client.dispose();
  },
});
