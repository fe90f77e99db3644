-- wrk with a file of request bodies and one of headers: every request takes the next body.
local bodies, place = {}, 0

function init(args)
  for line in io.lines(args[1]) do bodies[#bodies + 1] = line end
  for line in io.lines(args[2]) do
    local name, value = line:match("^([^:]+): (.*)$")
    wrk.headers[name] = value
  end
  place = tonumber(args[3])
  -- formatted once: the client shares its core with PostgreSQL and should cost little
  for i, body in ipairs(bodies) do bodies[i] = wrk.format("POST", nil, nil, body) end
end

function request()
  place = place % #bodies + 1
  return bodies[place]
end

function done(summary, latency)
  local e = summary.errors
  io.write(string.format(
    '\n{"requests": %d, "microseconds": %d, "bytes": %d, "p50": %d, "p99": %d, "connect": %d, "read": %d, "write": %d, "status": %d, "timeout": %d}\n',
    summary.requests, summary.duration, summary.bytes, latency:percentile(50), latency:percentile(99),
    e.connect, e.read, e.write, e.status, e.timeout))
end
