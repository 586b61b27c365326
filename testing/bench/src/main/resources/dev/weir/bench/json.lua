-- Posts its first argument as JSON.
init = function(args)
   wrk.method = "POST"
   wrk.headers["Content-Type"] = "application/json"
   wrk.body = args[1]
   post = wrk.format()
end

request = function()
   return post
end
