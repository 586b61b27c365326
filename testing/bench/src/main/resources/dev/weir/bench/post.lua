-- Posts as many bytes as its first argument says.
init = function(args)
   wrk.method = "POST"
   wrk.headers["Content-Type"] = "text/plain"
   wrk.body = string.rep("x", tonumber(args[1]) or 1)
   post = wrk.format()
end

request = function()
   return post
end
