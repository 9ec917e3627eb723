module headroom/benchmarks/ladder/server

go 1.24
