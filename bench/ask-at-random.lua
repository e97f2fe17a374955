-- Asks at random. `heads` are requests up to the end of their cookie, each with a zero byte after it; `ends` are the ends
-- of cookies, all of one width. The end at i goes with the head at i modulo their number.
local heads, ends, width, count = {}, '', 0, 0

local function read(path)
  local file = assert(io.open(path, 'rb'))
  local text = file:read('*a')
  file:close()
  return text
end

function init(args)
  for head in read(args[1] .. '/heads'):gmatch('(.-)%z') do heads[#heads + 1] = head end
  ends, width = read(args[1] .. '/cookie-ends'), tonumber(args[2])
  count = #ends / width
  math.randomseed(os.time())
end

function request()
  local index = math.random(0, count - 1)
  return heads[index % #heads + 1] .. ends:sub(index * width + 1, (index + 1) * width) .. '\r\n\r\n'
end

function done(summary, latency)
  local errors = summary.errors
  local broken = errors.connect + errors.read + errors.write + errors.timeout
  local line = '{"requests":%d,"microseconds":%d,"p99Microseconds":%d,"refused":%d,"broken":%d}\n'
  io.write(line:format(summary.requests, summary.duration, latency:percentile(99), errors.status, broken))
end
