using ServerlessOrders.Client.Commands;

return await CommandLine.RunAsync(args, Surroundings.OfThisProcess);
