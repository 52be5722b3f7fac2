namespace ServerlessOrders.Tests.Functions.Workflows;

/// <summary>A replay has decided otherwise than the run whose history it got.</summary>
internal sealed class NondeterminismException(string message) : Exception(message);
