-- Sends as many requests at once as its first argument says, and the next ones when all are answered.
init = function(args)
   local depth = tonumber(args[1]) or 16
   local parts = {}
   for i = 1, depth do
      parts[i] = wrk.format("GET", wrk.path)
   end
   batch = table.concat(parts)
end

request = function()
   return batch
end
