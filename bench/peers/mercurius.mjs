// Mercurius with its JIT on the same tables: a schema and batching loaders written by hand.
import Fastify from "fastify";
import mercurius from "mercurius";
import pg from "pg";

pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);
const pool = new pg.Pool({ max: Number(process.env.POOL) });
const rows = async (name, text, values) => (await pool.query({ name, text, values })).rows;

const schema = `
  scalar Exact
  type Query { firm(id: ID!): Firm, firms(first: Int!, after: String): Firms!, benchExports(first: Int!, after: String): Exports! }
  type Mutation { recordBenchExport(firm: ID!, shipment: Shipment!): Payload! }
  input Shipment { number: String!, shippedOn: String!, hsCode: String!, country: String!, amountUsd: Exact!, weightKg: Exact!, buyer: String!, terms: String! }
  type Payload { record: Export }
  type PageInfo { hasNextPage: Boolean!, endCursor: String }
  type Firms { nodes: [Firm!]!, pageInfo: PageInfo! }
  type Exports { nodes: [Export!]!, pageInfo: PageInfo! }
  type Firm { id: ID!, name: String!, legalForm: String, crn: String, representative: String, status: String!, foundedOn: String, employees: Int, industryCode: String,
    district: District, establishments(first: Int!): Establishments!, years(first: Int!): Years!, people(first: Int!): Roles!, loans(first: Int!): Loans!,
    supportRecords(first: Int!): Supports!, exports(first: Int!): Exports!, postings(first: Int!): Postings! }
  type District { nameKo: String! }
  type Establishments { nodes: [Establishment!]! }
  type Establishment { brn: String, name: String!, address: String, head: Boolean! }
  type Years { nodes: [Year!]! }
  type Year { year: Int!, salesKrw: Exact, workers: Exact }
  type Roles { nodes: [Role!]! }
  type Role { role: String!, person: Person }
  type Person { name: String! }
  type Loans { nodes: [Loan!]! }
  type Loan { state: String!, principalKrw: Exact!, outstandingKrw: Exact!, executedOn: String!, bank: Bank }
  type Bank { nameKo: String! }
  type Supports { nodes: [Support!]! }
  type Support { year: Int!, title: String!, decidedKrw: Exact! }
  type Export { number: String!, year: Int!, month: Int!, shippedOn: String!, hsCode: String!, country: String!, amountUsd: Exact!, weightKg: Exact!, buyer: String!, terms: String!, firm: Firm }
  type Postings { nodes: [Posting!]! }
  type Posting { title: String!, openings: Int!, payKrw: Exact!, openUntil: String! }
`;

const FIRM = `id, name, legal_form as "legalForm", crn, representative, status, founded_on as "foundedOn", employees, industry_code as "industryCode", district_code as district_code`;
const EXPORT = `id, firm_id, number, year, month, shipped_on as "shippedOn", hs_code as "hsCode", country, amount_usd as "amountUsd", weight_kg as "weightKg", buyer, terms`;

const encode = (...parts) => Buffer.from(JSON.stringify(parts)).toString("base64url");
const decode = (text) => JSON.parse(Buffer.from(text, "base64url").toString());
const page = (found, first, cursor) => {
  const nodes = found.slice(0, first);
  return { nodes, pageInfo: { hasNextPage: found.length > first, endCursor: nodes.length ? cursor(nodes.at(-1)) : null } };
};

const resolvers = {
  Query: {
    firm: async (_, { id }) => (await rows("firm", `select ${FIRM} from firm where id = $1`, [id]))[0] ?? null,
    firms: async (_, { first, after }) =>
      page(
        after
          ? await rows("firms2", `select ${FIRM} from firm where (name, id) > ($1, $2::uuid) order by name, id limit $3`, [...decode(after), first + 1])
          : await rows("firms1", `select ${FIRM} from firm order by name, id limit $1`, [first + 1]),
        first,
        (row) => encode(row.name, row.id),
      ),
    benchExports: async (_, { first, after }) =>
      page(
        after
          ? await rows("exports2", `select ${EXPORT} from bench_export_record where id > $1 order by id limit $2`, [decode(after)[0], first + 1])
          : await rows("exports1", `select ${EXPORT} from bench_export_record order by id limit $1`, [first + 1]),
        first,
        (row) => encode(row.id),
      ),
  },
  Mutation: {
    recordBenchExport: async (_, { firm, shipment: s }) => {
      const client = await pool.connect();
      try {
        await client.query("begin");
        const found = await client.query({
          name: "record",
          text: `select ${EXPORT} from record_bench_export($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
          values: [firm, s.number, s.shippedOn, s.hsCode, s.country, s.amountUsd, s.weightKg, s.buyer, s.terms],
        });
        await client.query("commit");
        return { record: found.rows[0] };
      } catch (error) {
        await client.query("rollback");
        throw error;
      } finally {
        client.release();
      }
    },
  },
};

// One statement for each list of a level, for all parents at once.
const many = (name, columns, table, order) => async (queries) => {
  const ids = queries.map(({ obj }) => obj.id);
  const found = await rows(
    name,
    `select p.n, t.* from unnest($1::uuid[]) with ordinality p (id, n) cross join lateral
       (select ${columns} from ${table} where firm_id = p.id order by ${order} limit $2) t order by p.n`,
    [ids, queries[0].params.first],
  );
  const lists = ids.map(() => ({ nodes: [] }));
  for (const row of found) lists[Number(row.n) - 1].nodes.push(row);
  return lists;
};
const one = (name, columns, table, key, column) => async (queries) => {
  const found = await rows(name, `select ${column} as key_, ${columns} from ${table} where ${column} = any($1)`, [[...new Set(queries.map(({ obj }) => obj[key]))]]);
  const known = new Map(found.map((row) => [row.key_, row]));
  return queries.map(({ obj }) => known.get(obj[key]) ?? null);
};

const loaders = {
  Firm: {
    district: one("district", `name_ko as "nameKo"`, "district", "district_code", "code"),
    establishments: many("establishments", "brn, name, address, head", "establishment", "head desc, id"),
    years: many("years", `year, sales_krw as "salesKrw", workers`, "firm_year", "year desc, id desc"),
    people: many("people", "role, person_id", "firm_person", "valid_from desc, id desc"),
    loans: many("loans", `state, principal_krw as "principalKrw", outstanding_krw as "outstandingKrw", executed_on as "executedOn", bank_id`, "growth_fund_loan", "executed_on desc, id desc"),
    supportRecords: many("supports", `year, title, decided_krw as "decidedKrw"`, "support_record", "year desc, id desc"),
    exports: many("exports", EXPORT, "bench_export_record", "id"),
    postings: many("postings", `title, openings, pay_krw as "payKrw", open_until as "openUntil"`, "bench_posting", "id"),
  },
  Role: { person: one("person", "name", "person", "person_id", "id") },
  Loan: { bank: one("bank", `name_ko as "nameKo"`, "institution", "bank_id", "id") },
  Export: { firm: one("firm_of", "name", "firm", "firm_id", "id") },
};

const app = Fastify();
app.register(mercurius, { schema, resolvers, loaders: uncached(loaders), jit: 1, path: "/graphql" });

// A loader's cache lives for one request; here it would only hash keys that never repeat.
function uncached(all) {
  return Object.fromEntries(
    Object.entries(all).map(([type, fields]) => [type, Object.fromEntries(Object.entries(fields).map(([field, loader]) => [field, { loader, opts: { cache: false } }]))]),
  );
}

await app.listen({ port: Number(process.env.PORT), host: "127.0.0.1" });
