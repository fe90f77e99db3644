// The audits of GraphQL over HTTP that npm graphql-http has for servers; one line for each.
import { auditServer } from 'graphql-http';

const { url } = JSON.parse(process.argv[2]);
for (const { id, name, status, reason } of await auditServer({ url, fetchFn: fetch })) {
  console.log(JSON.stringify({ audit: { id, name, status, reason } }));
}
console.log(JSON.stringify({ done: true }));
