using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using ServerlessOrders.Downloads.Zip;

namespace ServerlessOrders.Tests.Unit.Downloads.Zip;

/// <summary>What is recorded, and when, as ASP.NET Core reads the stream for real requests.</summary>
public sealed class ZipDeliveryTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private readonly GeneratedArchive _archive = new();
    private readonly List<DeliveredRange> _records = [];

    [Fact]
    public async Task Read_ToTheEnd_IsRecordedBeforeTheLastBytesGoOut()
    {
        var manifest = await (await Zips.ManifestAsync(_archive.Members([400_000]))).OpenAsync();
        long handedOut = 0, handedOutAtRecord = -1;
        var delivery = new ZipDelivery(() => null, (range, _) =>
        {
            handedOutAtRecord = handedOut;
            _records.Add(range);
            return Task.CompletedTask;
        });
        await using var stream = new VirtualZipStream(manifest, _archive, delivery);
        var buffer = new byte[65_536];
        for (int read; (read = await stream.ReadAsync(buffer, Cancellation)) > 0;)
            handedOut += read;

        Assert.Equal([new DeliveredRange(0, manifest.Length)], _records);
        Assert.InRange(handedOutAtRecord, manifest.Length - 65_536, manifest.Length - 1);
    }

    [Fact]
    public async Task Read_LongZip_IsRecordedNowAndThen()
    {
        var manifest = await (await Zips.ManifestAsync(_archive.Members([400_000]))).OpenAsync();
        await using var stream = new VirtualZipStream(manifest, _archive, new ZipDelivery(() => null, Record, checkpoint: 100_000));

        await stream.CopyToAsync(Stream.Null, 65_536, Cancellation);

        Assert.All(_records, it => Assert.Equal(0, it.From));
        Assert.Equal([2 * 65_536, 4 * 65_536, manifest.Length], _records.Select(it => it.To));
    }

    [Fact]
    public async Task Read_RecordOnTheWayIsSlow_GoesOn_AndTheLastRecordWaitsForIt()
    {
        var manifest = await (await Zips.ManifestAsync(_archive.Members([400_000]))).OpenAsync();
        var slow = new TaskCompletionSource();
        var delivery = new ZipDelivery(
            () => null,
            async (range, token) =>
            {
                if (range.To < manifest.Length) await slow.Task;
                await Record(range, token);
            },
            checkpoint: 100_000);
        await using var stream = new VirtualZipStream(manifest, _archive, delivery);
        var read = new byte[manifest.Length];

        // In pieces: between two of them a record begins.
        for (var at = 0; at < 390_000; at += 65_000) await stream.ReadExactlyAsync(read.AsMemory(at, 65_000), Cancellation);
        Assert.Empty(_records);
        var last = stream.ReadExactlyAsync(read.AsMemory(390_000), Cancellation).AsTask();
        Assert.False(last.IsCompleted);
        slow.SetResult();
        await last;

        Assert.Equal(manifest.Length, _records[^1].To);
        Assert.Equal(_records.OrderBy(record => record.To), _records);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Read_RecordOnTheWayFails_IsMadeUpForByTheNext(bool breaksOff)
    {
        var manifest = await (await Zips.ManifestAsync(_archive.Members([400_000]))).OpenAsync();
        var fails = true;
        var delivery = new ZipDelivery(
            () => null,
            (range, token) => fails ? Task.FromException(new IOException("The table is busy.")) : Record(range, token),
            checkpoint: 100_000);
        await using var stream = new VirtualZipStream(manifest, _archive, delivery);
        var buffer = new byte[65_536];

        await stream.ReadExactlyAsync(buffer, Cancellation);
        await stream.ReadExactlyAsync(buffer, Cancellation);
        // Here the record fails.
        await stream.ReadExactlyAsync(buffer, Cancellation);
        fails = false;
        if (!breaksOff) await stream.CopyToAsync(Stream.Null, 65_536, Cancellation);
        await stream.RecordAsync(Cancellation);

        Assert.Equal(new DeliveredRange(0, breaksOff ? 3 * 65_536 : manifest.Length), _records[^1]);
    }

    [Fact]
    public async Task End_OfAResponseThatBrokeOff_RecordsWhatWasHandedOut_Once()
    {
        var manifest = await (await Zips.ManifestAsync(_archive.Members([400_000]))).OpenAsync();
        var delivery = new ZipDelivery(() => null, Record);
        await using var stream = new VirtualZipStream(manifest, _archive, delivery);
        await stream.RecordAsync(Cancellation);
        Assert.Empty(_records);

        stream.Position = 1000;
        await stream.ReadExactlyAsync(new byte[100_000], Cancellation);
        await stream.RecordAsync(Cancellation);
        await stream.RecordAsync(Cancellation);

        Assert.Equal([new DeliveredRange(1000, 101_000)], _records);
    }

    [Fact]
    public async Task Read_RecordFails_LastBytesStayBackUntilItSucceeds()
    {
        var manifest = await (await Zips.ManifestAsync(_archive.Members([100]))).OpenAsync();
        var whole = await Zips.ReadAllAsync(manifest, _archive);
        var fails = true;
        var delivery = new ZipDelivery(() => null, (range, token) => fails ? throw new IOException("The table is busy.") : Record(range, token));
        await using var stream = new VirtualZipStream(manifest, _archive, delivery);
        var read = new byte[whole.Length];

        await Assert.ThrowsAsync<IOException>(async () => await stream.ReadExactlyAsync(read, Cancellation));
        fails = false;
        await stream.ReadExactlyAsync(read, Cancellation);

        Assert.Equal(whole, read);
        Assert.Equal([new DeliveredRange(0, whole.Length)], _records);
    }

    [Fact]
    public async Task Http_RangesInAnyOrder_CoverTheZipOnceAllAreRead()
    {
        var manifest = await (await Zips.ManifestAsync(_archive.Members([70_000, 5, 0, 90_000]), "lost")).OpenAsync();
        var whole = await Zips.ReadAllAsync(manifest, _archive);
        var delivered = DeliveredIntervals.None;
        await using var server = await ServeAsync(manifest, (range, _) =>
        {
            delivered = delivered.Add(range);
            return Task.CompletedTask;
        });
        using var client = new HttpClient { BaseAddress = new Uri(server.Urls.Single()) };

        // HEAD and a refused range deliver nothing; tail, head and middle arrive, and count once the client has them.
        using (var head = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/zip"), Cancellation))
            Assert.Equal(whole.Length, head.Content.Headers.ContentLength);
        Assert.Equal((416, 0), await GetAsync(whole.Length, null));
        Assert.Equal("", delivered.ToString());
        Assert.Equal((206, 30), await GetAsync(null, 30));
        Assert.Equal($"{whole.Length - 30}-{whole.Length - 1}", delivered.ToString());
        Assert.Equal((206, 100_000), await GetAsync(0, 99_999));
        Assert.False(delivered.Cover(whole.Length));
        Assert.Equal((206, whole.Length - 99_990), await GetAsync(99_990, null));
        Assert.True(delivered.Cover(whole.Length));

        async Task<(int Status, long Length)> GetAsync(long? from, long? to)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/zip");
            request.Headers.Range = new System.Net.Http.Headers.RangeHeaderValue(from, to);
            using var response = await client.SendAsync(request, Cancellation);
            var bytes = await response.Content.ReadAsByteArrayAsync(Cancellation);
            if (response.Content.Headers.ContentRange is { From: { } start })
                Assert.Equal(whole.AsSpan((int)start, bytes.Length).ToArray(), bytes);
            return ((int)response.StatusCode, bytes.Length);
        }
    }

    [Fact]
    public async Task Http_MemberIsGone_BreaksTheConnectionAndRecordsNothing()
    {
        var members = _archive.Members([700_000, 100, 700_000]);
        var manifest = await (await Zips.ManifestAsync(members)).OpenAsync();
        _archive.Remove(members[2]);
        await using var server = await ServeAsync(manifest, Record);
        using var client = new HttpClient();

        using var response = await client.GetAsync(
            new Uri(server.Urls.Single() + "/zip"), HttpCompletionOption.ResponseHeadersRead, Cancellation);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => response.Content.ReadAsByteArrayAsync(Cancellation));

        Assert.Equal(manifest.Length, response.Content.Headers.ContentLength);
        Assert.Empty(_records);
        Assert.Equal(0, _archive.Open);
    }

    private async Task<WebApplication> ServeAsync(ZipManifest manifest, Func<DeliveredRange, CancellationToken, Task> record)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var server = builder.Build();
        server.Urls.Add("http://127.0.0.1:0");
        server.MapMethods("/zip", ["GET", "HEAD"], (HttpContext context) => Results.Stream(
            new VirtualZipStream(manifest, _archive, new ZipDelivery(() => context.Response.ContentLength, record)), "application/zip",
            entityTag: new Microsoft.Net.Http.Headers.EntityTagHeaderValue(manifest.ETag), enableRangeProcessing: true));
        await server.StartAsync(Cancellation);
        return server;
    }

    private Task Record(DeliveredRange range, CancellationToken cancellationToken)
    {
        _records.Add(range);
        return Task.CompletedTask;
    }
}
