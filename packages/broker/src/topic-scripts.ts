/*
 * What is kept of topics is accounted for: when a topic is forgotten (KEYS[1], sorted), how many bytes it holds (KEYS[2], by
 * topic, and of all together under no name). What Redis let expire by itself is found out the next time.
 */
const accounts = `
local function account(topic, change)
  local before = tonumber(redis.call('HGET', KEYS[2], topic) or 0)
  local after = math.max(0, before + change)
  redis.call('HSET', KEYS[2], topic, after)
  return redis.call('HINCRBY', KEYS[2], '', after - before), after
end
local function forget(topic)
  account(topic, -tonumber(redis.call('HGET', KEYS[2], topic) or 0))
  redis.call('HDEL', KEYS[2], topic)
  redis.call('ZREM', KEYS[1], topic)
  redis.call('UNLINK', counters .. topic, streams .. topic)
end
local function trim(stream, topic, mostEvents, mostBytes)
  local length, bytes = redis.call('XLEN', stream), tonumber(redis.call('HGET', KEYS[2], topic))
  local gone, last = 0, nil
  while length > mostEvents or bytes - gone > mostBytes do
    local entries = redis.call('XRANGE', stream, last and '(' .. last or '-', '+', 'COUNT', 32)
    if #entries == 0 then break end
    for _, entry in ipairs(entries) do
      if length <= mostEvents and bytes - gone <= mostBytes then break end
      last, length, gone = entry[1], length - 1, gone + #entry[2][2]
    end
  end
  if last then
    redis.call('XTRIM', stream, 'MINID', string.format('%d-0', tonumber(string.match(last, '^%d+')) + 1))
    account(topic, -gone)
  end
end`

/*
 * KEYS: the accounts. ARGV: what the names of counters, streams and channels begin with, time, whether events are kept, most
 * topics, most bytes of all; then of each topic its name, most events, most bytes, seconds, how many events come, and each
 * one's data. A topic's events are sent in one message.
 */
export const publishScript = `
local counters, streams, channels, at, isKept = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5] == '1'
${accounts}
local now = tonumber(redis.call('TIME')[1])
local next, told = 8, 0
while ARGV[next] do
  local topic, seconds, count = ARGV[next], tonumber(ARGV[next + 3]), tonumber(ARGV[next + 4])
  local counter, stream = counters .. topic, streams .. topic
  local first = redis.call('INCRBY', counter, count) - count
  local events, bytes = {}, 0
  if isKept and redis.call('EXISTS', stream) == 0 then account(topic, -math.huge) end
  for n = 1, count do
    local seq = string.format('%d', first + n)
    events[n] = '{"seq":' .. seq .. ',"at":"' .. at .. '","data":' .. ARGV[next + 4 + n] .. '}'
    bytes = bytes + #events[n]
    if isKept then redis.call('XADD', stream, seq .. '-0', 'e', events[n]) end
  end
  if isKept then
    account(topic, bytes)
    trim(stream, topic, tonumber(ARGV[next + 1]), tonumber(ARGV[next + 2]))
    redis.call('EXPIRE', stream, seconds)
  end
  redis.call('EXPIRE', counter, seconds)
  redis.call('ZADD', KEYS[1], now + seconds, topic)
  redis.call('PUBLISH', channels .. topic, '[' .. table.concat(events, ',') .. ']')
  next, told = next + 5 + count, told + 1
end
for _, topic in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now - 1, 'LIMIT', 0, 100)) do forget(topic) end
for _ = 1, told + 1000 do
  local all = tonumber(redis.call('HGET', KEYS[2], '') or 0)
  if redis.call('ZCARD', KEYS[1]) <= tonumber(ARGV[6]) and all <= tonumber(ARGV[7]) then break end
  forget(redis.call('ZRANGE', KEYS[1], 0, 0)[1])
end`

/*
 * KEYS: counter and stream of a topic. ARGV: the last seq that was seen, most bytes. Returns the newest seq, from which one
 * on was looked, whether there is more, and seq and event in turn; one event at least, whatever its size.
 */
export const readScript = `
local last, seen = tonumber(redis.call('GET', KEYS[1]) or 0), tonumber(ARGV[1])
if seen > last then seen = 0 end
local events, bytes, from = {}, 0, string.format('(%d-0', seen)
while true do
  local entries = redis.call('XRANGE', KEYS[2], from, '+', 'COUNT', 32)
  for _, entry in ipairs(entries) do
    bytes = bytes + #entry[2][2]
    if #events > 0 and bytes > tonumber(ARGV[2]) then return {last, seen, 1, events} end
    events[#events + 1] = string.match(entry[1], '^%d+')
    events[#events + 1] = entry[2][2]
    from = '(' .. entry[1]
  end
  if #entries < 32 then return {last, seen, 0, events} end
end`
