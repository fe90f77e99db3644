// A certified OpenID Connect issuer (npm oidc-provider) as a process, with clients and persons made for the tests.
// Beside it: /-/asked tells how often each path was asked for, POST /-/rotate gives it a new key and forgets the old.

import { generateKeyPairSync, randomUUID } from "node:crypto";
import http from "node:http";

import { Provider } from "oidc-provider";

console.info = console.warn = console.error; // stdout is for the test
const { systems, redirect, left } = JSON.parse(process.argv[2]);

const newKey = () => {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return { ...privateKey.export({ format: "jwk" }), kid: randomUUID(), use: "sig", alg: "RS256" };
};

const system = (id) => ({
  client_id: id, client_secret: "a secret", grant_types: ["client_credentials"], response_types: [], redirect_uris: [],
});

const web = {
  client_id: "majung-web", client_secret: "a secret: of majung", application_type: "native",
  redirect_uris: [redirect], post_logout_redirect_uris: [left], grant_types: ["authorization_code"], response_types: ["code"],
};

const provider = (url, key) =>
  new Provider(url, {
    jwks: { keys: [key] },
    clients: [web, ...systems.map(system)],
    cookies: { keys: ["of the tests"] },
    clientAuthMethods: ["client_secret_basic"],
    pkce: { required: () => true },
    ttl: { ClientCredentials: (ctx, token, client) => (client.clientId === "brief" ? 2 : 600) },
    loadExistingGrant: async (ctx) => {
      const grant = new ctx.oidc.provider.Grant({
        clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId,
      });
      grant.addOIDCScope("openid");
      await grant.save();
      return grant;
    },
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (ctx, resource) => ({ scope: "", audience: resource, accessTokenFormat: "jwt" }),
      },
    },
  });

const serve = (key) =>
  new Promise((ready) => {
    const asked = {};
    let current;
    let url;
    const server = http.createServer((request, response) => {
      const path = request.url.split("?")[0];
      if (path === "/-/asked") return response.end(JSON.stringify(asked));
      if (path === "/-/rotate") {
        current = provider(url, newKey()).callback();
        return response.end("{}");
      }
      asked[path] = (asked[path] ?? 0) + 1;
      return current(request, response);
    });
    server.listen(0, "127.0.0.1", () => {
      url = `http://127.0.0.1:${server.address().port}`;
      current = provider(url, key).callback();
      ready(url);
    });
  });

// another one signs with the same key, under another name
const key = newKey();
console.log(JSON.stringify({ ready: { url: await serve(key), other: await serve(key) } }));
