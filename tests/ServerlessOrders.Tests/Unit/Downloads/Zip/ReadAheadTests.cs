using ServerlessOrders.Downloads.Zip;

namespace ServerlessOrders.Tests.Unit.Downloads.Zip;

public sealed class ReadAheadTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private readonly GeneratedArchive _archive = new();

    [Fact]
    public async Task Read_ManySmallMembers_OpensSeveralAtATimeButNeverMoreThanAllowed()
    {
        var (opening, most) = (0, 0);
        _archive.Opening = async (_, cancellationToken) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref opening));
            await Task.Delay(5, cancellationToken);
            Interlocked.Decrement(ref opening);
        };
        var manifest = await (await Zips.ManifestAsync(_archive.Members(Enumerable.Repeat(1000, 100)))).OpenAsync();

        await Zips.ReadAllAsync(manifest, _archive);

        Assert.Equal(100, _archive.Opened);
        Assert.InRange(most, 4, EntryReadAhead.MaxEntries + 1);
    }

    [Fact]
    public async Task Read_WithinOneMember_OpensNoOther()
    {
        var manifest = await (await Zips.ManifestAsync(_archive.Members(Enumerable.Repeat(1000, 100)))).OpenAsync();

        await Zips.ReadAsync(manifest, _archive, 5000, 5100);

        Assert.Equal(1, _archive.Opened);
    }

    [Fact]
    public async Task Read_BehindALargeMember_OpensTheNextOnlyWhenItsTurnComes()
    {
        int[] lengths = [1000, 1000, EntryReadAhead.MaxEntryBytes + 1, 1000, 1000];
        var manifest = await (await Zips.ManifestAsync(_archive.Members(lengths))).OpenAsync();
        await using var stream = new VirtualZipStream(manifest, _archive);

        await stream.ReadExactlyAsync(new byte[4_000_000], Cancellation);
        Assert.Equal(3, _archive.Opened);
        await stream.CopyToAsync(Stream.Null, Cancellation);
        Assert.Equal(5, _archive.Opened);
    }

    [Fact]
    public async Task Read_ForAResponseThatEndsEarlier_AsksStorageForNoByteBehindItsEnd()
    {
        var manifest = await (await Zips.ManifestAsync(_archive.Members(Enumerable.Repeat(1000, 100)))).OpenAsync();
        await using var stream = new VirtualZipStream(manifest, _archive, new ZipDelivery(() => 5000, (_, _) => Task.CompletedTask));

        await stream.ReadExactlyAsync(new byte[5000], Cancellation);

        // Four members and the start of a fifth.
        Assert.Equal(5, _archive.Opened);
        Assert.InRange(_archive.Asked, 4000, 5000);
    }

    [Fact]
    public async Task Read_MembersOfHalfAMegabyte_KeepsWithinItsMemory()
    {
        var members = _archive.Members(Enumerable.Repeat(PumpedMember.MaxBytes, 30));
        var manifest = await (await Zips.ManifestAsync(members)).OpenAsync();
        await using var stream = new VirtualZipStream(manifest, _archive);

        while (await stream.ReadAsync(new byte[100_000], Cancellation) > 0)
        {
            var passed = (int)(stream.Position / PumpedMember.MaxBytes);
            Assert.InRange(_archive.Opened, 0, passed + 1 + (EntryReadAhead.MaxBytes / PumpedMember.MaxBytes));
        }

        Assert.Equal(30, _archive.Opened);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Dispose_WhileMembersAreOnTheirWay_EndsThem(bool asynchronously)
    {
        var stuck = false;
        var cancelled = 0;
        _archive.Opening = async (_, cancellationToken) =>
        {
            if (!stuck)
                return;
            try
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }
            finally
            {
                Interlocked.Increment(ref cancelled);
            }
        };
        var manifest = await (await Zips.ManifestAsync(_archive.Members(Enumerable.Repeat(1000, 100)))).OpenAsync();
        var stream = new VirtualZipStream(manifest, _archive);
        await stream.ReadExactlyAsync(new byte[7000], Cancellation);
        stuck = true;
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        gone.CancelAfter(50);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await stream.ReadExactlyAsync(new byte[70_000], gone.Token));

        if (asynchronously)
            await stream.DisposeAsync();
        else
            stream.Dispose();

        Assert.InRange(cancelled, 1, EntryReadAhead.MaxEntries + 1);
        Assert.Equal(0, _archive.Open);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await stream.ReadExactlyAsync(new byte[1], Cancellation));
    }

    [Fact]
    public async Task Read_AfterACancelledOne_GoesOnWhereItStopped()
    {
        var manifest = await (await Zips.ManifestAsync(_archive.Members(Enumerable.Repeat(3000, 20)))).OpenAsync();
        var whole = await Zips.ReadAllAsync(manifest, _archive);
        await using var stream = new VirtualZipStream(manifest, _archive);
        var read = new byte[whole.Length];
        await stream.ReadExactlyAsync(read.AsMemory(0, 10_000), Cancellation);
        using var cancelled = new CancellationTokenSource();
        _archive.Opening = async (_, cancellationToken) =>
        {
            await cancelled.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await stream.ReadExactlyAsync(new byte[40_000], cancelled.Token));
        _archive.Opening = (_, _) => Task.CompletedTask;

        var position = (int)stream.Position;
        await stream.ReadExactlyAsync(read.AsMemory(position), Cancellation);

        Assert.True(whole.AsSpan(position).SequenceEqual(read.AsSpan(position)));
    }
}
