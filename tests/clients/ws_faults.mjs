// What graphql-ws makes of the codes that close its socket: prints for each fault the code, and whether it tried again.
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';

const { url } = JSON.parse(process.argv[2]);
const query = 'subscription { forever { number } }';

class Garbled extends WebSocket {
  send(message) {
    super.send(message.replace('"subscribe"', '"subscribes"'));
  }
}

class TwoInits extends WebSocket {
  send(message) {
    super.send(message);
    if (JSON.parse(message).type === 'connection_init') super.send(message);
  }
}

const faults = {
  'an unknown message': { asked: [{ query }], webSocketImpl: Garbled },
  'an id in use': { asked: [{ query }, { query }], generateID: () => 'same' },
  'a second init': { asked: [{ query }], webSocketImpl: TwoInits },
  'no init': { asked: [{ query }], connectionParams: () => new Promise(() => {}) },
};

for (const [fault, { asked, ...options }] of Object.entries(faults)) {
  const opened = [];
  const code = await new Promise((done) => {
    const client = createClient({
      url,
      webSocketImpl: WebSocket,
      retryAttempts: 1,
      retryWait: async () => {},
      shouldRetry: () => true,
      on: { opened: () => opened.push(true) },
      ...options,
    });
    const sink = { next() {}, complete() {}, error: (event) => done(event.code) };
    asked.forEach((one) => client.subscribe(one, sink));
  });
  console.log(JSON.stringify({ [fault]: { code, again: opened.length > 1 } }));
}
