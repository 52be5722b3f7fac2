using ServerlessOrders.Downloads.Zip;

namespace ServerlessOrders.Tests.Unit.Downloads.Zip;

public sealed class UnreadableMemberTests
{
    private readonly GeneratedArchive _archive = new();
    private readonly List<ZipMember> _members;

    public UnreadableMemberTests() =>
        _members = [.. Enumerable.Range(0, 20).Select(it => _archive.Add(it + 1, $"{it:d2}.bin", it == 11 ? 800_000 : 3000, (byte)it))];

    public static TheoryData<int, UnreadableReason> Cases => new()
    {
        { 0, UnreadableReason.Missing }, { 10, UnreadableReason.Missing }, { 11, UnreadableReason.Missing },
        { 0, UnreadableReason.Changed }, { 10, UnreadableReason.Changed }, { 11, UnreadableReason.Changed },
        { 0, UnreadableReason.Truncated }, { 10, UnreadableReason.Truncated }, { 11, UnreadableReason.Truncated },
        { 0, UnreadableReason.Corrupt }, { 10, UnreadableReason.Corrupt }, { 11, UnreadableReason.Corrupt },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Read_MemberTurnsOutUnreadable_BreaksThereAndStaysBroken(int index, UnreadableReason reason)
    {
        var manifest = await (await Zips.ManifestAsync(_members)).OpenAsync();
        var whole = await Zips.ReadAllAsync(manifest, _archive);
        var bad = _members[index];
        if (reason is UnreadableReason.Missing)
            _archive.Remove(bad);
        else if (reason is UnreadableReason.Changed)
            _archive.Change(bad, etag: "\"other\"");
        else if (reason is UnreadableReason.Truncated)
            _archive.Change(bad, missing: 1);
        else
            _archive.Change(bad, seed: 200);
        var (start, end) = await PlaceAsync(manifest, bad);

        await using var stream = new VirtualZipStream(manifest, _archive);
        using var read = new MemoryStream();
        var failure = await Assert.ThrowsAsync<ZipMemberUnreadableException>(
            () => stream.CopyToAsync(read, TestContext.Current.CancellationToken));
        var again = await Assert.ThrowsAsync<ZipMemberUnreadableException>(
            async () => await stream.ReadExactlyAsync(new byte[1], TestContext.Current.CancellationToken));

        Assert.Equal((bad.FileId, reason), (failure.FileId, failure.Reason));
        Assert.Equal(failure.FileId, again.FileId);
        Assert.Contains(bad.Name, failure.Message, StringComparison.Ordinal);
        // All before the member came through unchanged; its last byte and all after it did not.
        Assert.InRange(read.Length, start, end - 1);
        Assert.True(whole.AsSpan(0, (int)start).SequenceEqual(read.ToArray().AsSpan(0, (int)start)));
        await stream.DisposeAsync();
        Assert.Equal(0, _archive.Open);
    }

    [Fact]
    public async Task Read_BlobOfAnotherLength_IsChanged()
    {
        var member = _archive.Add(99, "longer.bin", 100);
        var manifest = await (await Zips.ManifestAsync([member with { Length = 99 }])).OpenAsync();

        var failure = await Assert.ThrowsAsync<ZipMemberUnreadableException>(() => Zips.ReadAllAsync(manifest, _archive));

        Assert.Equal(UnreadableReason.Changed, failure.Reason);
    }

    [Fact]
    public async Task Read_StorageFaultInPassing_CanBeTriedAgain()
    {
        var manifest = await (await Zips.ManifestAsync(_members)).OpenAsync();
        var whole = await Zips.ReadAllAsync(manifest, _archive);
        var faults = 5;
        _archive.Opening = (_, _) => Random.Shared.Next(3) == 0 && Interlocked.Decrement(ref faults) >= 0
            ? throw new IOException("The connection was reset.")
            : Task.CompletedTask;

        await using var stream = new VirtualZipStream(manifest, _archive);
        var read = new byte[whole.Length];
        var filled = 0;
        while (filled < read.Length)
        {
            try
            {
                filled += await stream.ReadAsync(read.AsMemory(filled), TestContext.Current.CancellationToken);
            }
            catch (IOException)
            {
                Assert.Equal(filled, stream.Position);
            }
        }

        Assert.True(whole.AsSpan().SequenceEqual(read));
    }

    private static async Task<(long Start, long End)> PlaceAsync(ZipManifest manifest, ZipMember member)
    {
        await foreach (var entry in manifest.EntriesAsync(0, ZipRegion.Local, TestContext.Current.CancellationToken))
        {
            if (entry.Member == member)
                return (entry.LocalOffset, entry.LocalEnd);
        }

        throw new InvalidOperationException("No such member.");
    }
}
