namespace ServerlessOrders.Client.Fetch;

/// <summary>What is to come.</summary>
/// <param name="Ranges">Over how many connections, if it is long enough.</param>
/// <param name="Size">How long it is; null if unknown.</param>
/// <param name="LeastRange">A range of its own is worth a connection from here on.</param>
/// <param name="FruitlessAttempts">After how many answers that bring not a byte it is given up.</param>
internal sealed record Wanted(int Ranges, long? Size, long LeastRange = Wanted.LeastRangeOfFile, int FruitlessAttempts = int.MaxValue)
{
    /// <summary>Of a file, which the service sends at once.</summary>
    public const long LeastRangeOfFile = 8L << 20;

    /// <summary>Of a ZIP, which the service has to make and to keep count of for each; over a slow line less is worth it (<see cref="LineSpeed"/>).</summary>
    public const long LeastRangeOfZip = 32L << 20;
}
