using System.IO.Hashing;
using System.Security.Cryptography;
using Microsoft.Extensions.Time.Testing;
using ServerlessOrders.SubOrders;
using ServerlessOrders.Tests.Integration.Workflow;
using ServerlessOrders.Tests.Unit.Orders;

namespace ServerlessOrders.Tests.Unit.SubOrders;

public sealed class BlobVerificationTests
{
    private const int Segment = 1000;

    private readonly FakeTimeProvider _time = new(SomeOrder.Start);
    private readonly MemoryArchive _archive = new();
    private readonly byte[] _content = [.. Enumerable.Range(0, 3500).Select(i => (byte)(i * 31))];

    [Theory]
    [InlineData(3500L)]
    [InlineData(null)]
    public async Task LargeBlob_VerifiedOverSeveralRuns_HasTheCrcOfTheWhole(long? size)
    {
        _archive.Put("archive/large.bin", _content);
        EverySegmentTakesLong();

        var (outcome, runs) = await VerifyAsync(SomeFile.At(0, href: "archive/large.bin", size: size));

        Assert.Equal(4, runs);
        Assert.Equal((FileState.AVAILABLE, Crc32.HashToUInt32(_content)), (outcome.File.State, outcome.File.Crc32));
        Assert.Equal((3500, 0), (outcome.File.Size, outcome.File.VerifiedBytes));
        Assert.Equal((Crc32.HashToUInt32(_content), 3500), (outcome.Check!.Crc32, outcome.Check.Length));
    }

    [Fact]
    public async Task LargeBlob_ThatChangesBetweenTwoRuns_IsBegunAnew()
    {
        _archive.Put("archive/large.bin", _content);
        EverySegmentTakesLong();
        var file = SomeFile.At(0, href: "archive/large.bin", size: 3500);
        var half = (await new BlobVerification(_archive, _time, Segment).VerifyAsync(file, null, _time.GetUtcNow(), TestContext.Current.CancellationToken)).File;
        Assert.Equal((FileState.PENDING, 1000), (half.State, half.VerifiedBytes));
        byte[] changed = [.. _content.Reverse()];
        _archive.Put("archive/large.bin", changed);

        var (outcome, _) = await VerifyAsync(half);

        Assert.Equal((FileState.AVAILABLE, Crc32.HashToUInt32(changed)), (outcome.File.State, outcome.File.Crc32));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task LargeBlob_WithAChecksum_IsReadInOneRun_SoThatItIsVerified(bool isRight)
    {
        _archive.Put("archive/large.bin", _content);
        EverySegmentTakesLong();
        var checksum = Convert.ToHexStringLower(SHA256.HashData(isRight ? _content : [0]));

        var (outcome, runs) = await VerifyAsync(
            SomeFile.At(0, href: "archive/large.bin", size: 3500) with { Checksum = checksum, DigestAlgorithm = "SHA-256" });

        Assert.Equal((1, isRight ? FileState.AVAILABLE : FileState.ERROR), (runs, outcome.File.State));
    }

    [Fact]
    public async Task BlobTooLargeForThat_HasTheMd5OfStorageCompared()
    {
        _archive.Put("archive/large.bin", _content, md5: new string('a', 32));
        _archive.Opening = _ =>
        {
            _time.Advance(BlobVerification.ChecksumGrace);
            return Task.CompletedTask;
        };
        var file = SomeFile.At(0, href: "archive/large.bin", size: 3500) with { Checksum = new string('b', 32), DigestAlgorithm = "MD5" };

        Assert.Equal($"The file's MD5 is {new string('a', 32)}, the catalog says {new string('b', 32)}", (await VerifyAsync(file)).Outcome.File.Error);
        Assert.Equal(FileState.AVAILABLE, (await VerifyAsync(file with { Checksum = new string('A', 32) })).Outcome.File.State);
    }

    [Fact]
    public async Task EmptyBlob_OfUnknownSize_IsAvailable_AndOneThatShouldNotBeEmptyIsAnError()
    {
        _archive.Put("archive/empty.bin", []);

        var (outcome, _) = await VerifyAsync(SomeFile.At(0, href: "archive/empty.bin", size: null));
        Assert.Equal((FileState.AVAILABLE, 0, 0u), (outcome.File.State, outcome.File.Size, outcome.File.Crc32));
        Assert.Equal("The file has 0 bytes, the catalog says 5000", (await VerifyAsync(SomeFile.At(0, href: "archive/empty.bin", size: 5000))).Outcome.File.Error);
    }

    [Fact]
    public async Task Reset_ForgetsWhatWasFound_AndKeepsWhatTheCatalogTold()
    {
        _archive.Put("archive/a.bin", _content);

        var found = (await VerifyAsync(SomeFile.At(0, href: "archive/a.bin", size: null))).Outcome.File;
        Assert.Equal((3500, "SHA-256"), (found.Size, found.DigestAlgorithm));
        Assert.Equal(SomeFile.At(0, href: "archive/a.bin", size: null), Lost(found).Reset());

        var told = SomeFile.At(0, href: "archive/a.bin", size: 3500) with { Checksum = Convert.ToHexStringLower(SHA512.HashData(_content)), DigestAlgorithm = "SHA-512" };
        Assert.Equal(told, Lost((await VerifyAsync(told)).Outcome.File).Reset());

        static OrderFile Lost(OrderFile file) => file.MoveTo(FileState.DOWNLOAD_ERROR, "It is gone");
    }

    private void EverySegmentTakesLong() => _archive.Opening = _ =>
    {
        _time.Advance(TimeSpan.FromSeconds(20));
        return Task.CompletedTask;
    };

    /// <summary>Runs of ten seconds each until the file is no longer PENDING.</summary>
    private async Task<(BlobOutcome Outcome, int Runs)> VerifyAsync(OrderFile file)
    {
        var verification = new BlobVerification(_archive, _time, Segment);
        for (var runs = 1; ; runs++)
        {
            var outcome = await verification.VerifyAsync(file, null, _time.GetUtcNow().AddSeconds(10), TestContext.Current.CancellationToken);
            if (outcome.File.State != FileState.PENDING) return (outcome, runs);
            Assert.True(outcome.Changed && runs < 20, "The file gets nowhere.");
            file = outcome.File;
        }
    }
}
