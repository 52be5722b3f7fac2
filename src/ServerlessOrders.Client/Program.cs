using ServerlessOrders.Client.Commands;
using ServerlessOrders.Client.Output;

using var console = new Utf8Console();
return await CommandLine.RunAsync(args, Surroundings.OfThisProcess());
