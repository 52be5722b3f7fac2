namespace ServerlessOrders.Downloads.Zip;

/// <summary>An instant as ZIP headers hold it (APPNOTE 4.4.6): two seconds fine, 1980 to 2107, without a zone; ours is UTC.</summary>
/// <param name="Date">Years since 1980, month, day in 7, 4 and 5 bits.</param>
/// <param name="Time">Hour, minute, half seconds in 5, 6 and 5 bits.</param>
internal readonly record struct DosTime(ushort Date, ushort Time)
{
    /// <summary>Converts an instant; one outside 1980 to 2107 becomes the nearest that can be written.</summary>
    public static DosTime From(DateTimeOffset instant)
    {
        var utc = instant.UtcDateTime;
        if (utc.Year < 1980)
            utc = new DateTime(1980, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        else if (utc.Year > 2107)
            utc = new DateTime(2107, 12, 31, 23, 59, 58, DateTimeKind.Utc);

        return new DosTime(
            (ushort)(((utc.Year - 1980) << 9) | (utc.Month << 5) | utc.Day),
            (ushort)((utc.Hour << 11) | (utc.Minute << 5) | (utc.Second / 2)));
    }
}
