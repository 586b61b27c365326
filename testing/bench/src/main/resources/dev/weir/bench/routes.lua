-- Asks for one of as many routes after the other as its first argument says, in an order that looks like none.
init = function(args)
   routes = tonumber(args[1]) or 1
   made = {}
   at = 0
end

-- Each number below a power of ten comes once before one comes again (the theorem of Hull and Dobell).
request = function()
   at = (at * 7141 + 54773) % routes
   local one = made[at]
   if not one then
      one = wrk.format("GET", "/r" .. at .. "/items/" .. at)
      made[at] = one
   end
   return one
end
