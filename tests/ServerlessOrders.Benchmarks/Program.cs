return await ServerlessOrders.Benchmarks.CommandLine.RunAsync(args);
