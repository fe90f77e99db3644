// PostGraphile 5 on the same tables, without policies: nothing is asked of it that it would have to check.
import { createServer } from "node:http";
import pg from "pg";
import { grafserv } from "postgraphile/grafserv/node";
import { postgraphile } from "postgraphile";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";
import { makeJSONPgSmartTagsPlugin } from "postgraphile/utils";
import { makePgService } from "postgraphile/adaptors/pg";

const pool = new pg.Pool({ max: Number(process.env.POOL) });
const preset = {
  extends: [PostGraphileAmberPreset],
  // a reference that the tables do not declare to PostgreSQL
  plugins: [makeJSONPgSmartTagsPlugin({ version: 1, config: { class: { firm: { tags: { foreignKey: "(district_code) references district (code)" } } } } })],
  // orderings that the questions ask for, whether PostgreSQL has an index for them or not
  disablePlugins: ["PgIndexBehaviorsPlugin"],
  pgServices: [makePgService({ pool, schemas: ["public"] })],
  grafserv: { graphiql: false, watch: false },
  grafast: { explain: false },
};

const server = createServer();
server.on("error", (error) => {
  throw error;
});
const serv = postgraphile(preset).createServ(grafserv);
await serv.addTo(server);
server.listen(Number(process.env.PORT), "127.0.0.1");
