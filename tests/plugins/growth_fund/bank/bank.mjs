// A bank's system: hears messages over HTTP, checks them with the npm library, answers as it is told on stdin.
import { createServer } from "node:http";
import { createInterface } from "node:readline";
import { Webhook } from "standardwebhooks";

let told = { secret: "", status: 204, answer: null, forge: "" };
const say = (what) => process.stdout.write(JSON.stringify(what) + "\n");

const signed = (id, body, secret) => {
  const at = new Date();
  return {
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
    "webhook-signature": new Webhook(secret).sign(id, at, body),
  };
};

const dressed = (question, body) => {
  const another = "whsec_" + Buffer.from("another secret, not the endpoint's").toString("base64");
  if (told.forge === "secret") return signed(question, body, another);
  if (told.forge === "question") return signed("question_of_another_letter", body, told.secret);
  if (told.forge === "body") return signed(question, body + " ", told.secret);
  if (told.forge === "none") return {};
  return signed(question, body, told.secret);
};

const server = createServer(async (request, response) => {
  let body = "";
  for await (const part of request) body += part;
  try {
    const heard = new Webhook(told.secret).verify(body, request.headers);
    const answer = told.answer === null ? "" : JSON.stringify(told.answer);
    const headers = heard.question && answer ? dressed(heard.question.id, answer) : {};
    response.writeHead(told.status, headers).end(answer);
    say({ heard });
  } catch (error) {
    response.writeHead(401).end(String(error));
    say({ refused: String(error) });
  }
});

createInterface({ input: process.stdin }).on("line", async (line) => {
  told = { ...told, ...JSON.parse(line) };
  if (told.post) {
    const { url, question, answer } = told.post;
    told.post = null;
    const body = JSON.stringify(answer);
    const headers = { "content-type": "application/json", ...dressed(question, body) };
    const response = await fetch(url, { method: "POST", headers, body });
    say({ posted: response.status, body: await response.json() });
  } else say({ told: true });
});

server.listen(0, "127.0.0.1", () => say({ port: server.address().port }));
