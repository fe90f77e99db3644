// A browser's EventSource, as docs/live.md tells frontends to use it: a ticket in the address, a new one when it is closed.
import { EventSource } from 'eventsource';

const { url, token, query, variables = {} } = JSON.parse(process.argv[2]);
const say = (said) => console.log(JSON.stringify(said));

async function ticketOf() {
  const asked = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: 'mutation { openStream { ticket } }' }),
  });
  return (await asked.json()).data.openStream.ticket;
}

async function follow(last) {
  const given = { query, variables: JSON.stringify({ ...variables, ...(last ? { after: last } : {}) }) };
  try {
    if (token) given.ticket = await ticketOf();
  } catch {
    setTimeout(() => follow(last), 200);
    return;
  }
  const source = new EventSource(`${url}?${new URLSearchParams(given)}`);
  source.addEventListener('open', () => say({ connected: true }));
  source.addEventListener('next', (event) => {
    const result = JSON.parse(event.data);
    if (event.lastEventId) last = event.lastEventId;
    say({ next: result, id: event.lastEventId });
  });
  source.addEventListener('complete', () => {
    say({ complete: true });
    source.close();
  });
  source.onerror = () => {
    if (source.readyState === EventSource.CLOSED) setTimeout(() => follow(last), 200);
  };
}

follow(null);
