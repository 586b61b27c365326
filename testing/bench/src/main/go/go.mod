module dev.weir/bench

go 1.19
