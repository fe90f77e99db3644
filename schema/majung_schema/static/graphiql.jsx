import 'graphiql/style.css';
import React from 'react';
import { createRoot } from 'react-dom/client';
import { GraphiQL } from 'graphiql';
import { createGraphiQLFetcher } from '@graphiql/toolkit';
import { createClient } from 'graphql-ws';

const element = document.getElementById('graphiql');
const endpoint = new URL(element.dataset.endpoint, location.href);
const socket = new URL(endpoint);
socket.protocol = endpoint.protocol === 'https:' ? 'wss:' : 'ws:';

let typed = {};
const fetcher = createGraphiQLFetcher({
  url: endpoint.toString(),
  // a new socket takes the headers that the page shows at that moment
  wsClient: createClient({ url: socket.toString(), lazy: true, lazyCloseTimeout: 0, connectionParams: () => typed }),
});

createRoot(element).render(
  <GraphiQL
    fetcher={(parameters, options) => {
      const headers = { ...options?.headers };
      if (/^Bearer\s*$/.test(headers.Authorization ?? '')) delete headers.Authorization; // nothing typed yet
      typed = headers;
      return fetcher(parameters, { ...options, headers });
    }}
    defaultHeaders={JSON.stringify({ Authorization: 'Bearer ' }, null, 2)}
    defaultQuery={'{ __typename }\n'}
    shouldPersistHeaders={false}
  />,
);
