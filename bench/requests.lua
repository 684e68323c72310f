-- wrk sends the lines of the file named in REQUESTS, one after the other: method, path, cookie, body, separated by tabs.
-- START says after how many of them to begin, so that a step which can be taken once isn't asked for twice.
local lines, place = {}, tonumber(os.getenv("START") or 0)
for line in io.lines(os.getenv("REQUESTS")) do
  local method, path, cookie, body = line:match("([^\t]*)\t([^\t]*)\t([^\t]*)\t(.*)")
  local headers = { ["Cookie"] = cookie, ["Host"] = "localhost" }
  if method == "POST" then
    headers["Content-Type"] = "application/x-www-form-urlencoded"
    headers["X-CSRFToken"] = os.getenv("CSRF")
  end
  lines[#lines + 1] = { method, path, headers, body }
end

function request()
  place = place % #lines + 1
  local line = lines[place]
  return wrk.format(line[1], line[2], line[3], line[4])
end

function done(summary, latency, requests)
  io.write(string.format("RESULT %d %d %d %.3f %.3f\n", summary.requests, summary.errors.status + summary.errors.connect
    + summary.errors.read + summary.errors.write + summary.errors.timeout, summary.duration, latency:percentile(50) / 1000, latency:percentile(95) / 1000))
end
