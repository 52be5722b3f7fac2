using System.Security.Cryptography;
using System.Text;
using ServerlessOrders.Downloads.Zip;
using ServerlessOrders.Storage;

namespace ServerlessOrders.Tests.Unit.Downloads.Zip;

public sealed class ZipManifestTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Open_WhatWasWritten_HoldsTheSameMembers()
    {
        var archive = new GeneratedArchive();
        var members = Enumerable.Range(0, 100)
            .Select(it => archive.Add(it, $"é {it}.tif", it * 1000L) with { Modified = it % 2 == 0 ? null : Zips.Noon.AddSeconds(-it) })
            .ToList();

        var manifest = await (await Zips.ManifestAsync(members)).OpenAsync();

        Assert.Equal(100, manifest.MemberCount);
        var entries = await manifest.EntriesAsync(0, ZipRegion.Local, Cancellation).ToListAsync(Cancellation);
        Assert.Equal((Zips.Noon, Zips.Noon.AddSeconds(-3)), (manifest.TimeOf(entries[2]), manifest.TimeOf(entries[3])));
        Assert.Equal(members, await manifest.MembersAsync(Cancellation).ToListAsync(Cancellation));
    }

    [Fact]
    public async Task ETag_SameInput_IsTheSame_AndAnyOtherInputIsAnother()
    {
        var member = new ZipMember(1, "a.tif", new FileSource.Blob(new BlobLocation("c", "b"), "\"1\""), 5, 7);
        ZipMember[] variants =
        [
            member, member with { FileId = 2 }, member with { Name = "b.tif" }, member with { Length = 6 }, member with { Crc32 = 8 },
            member with { Modified = Zips.Noon },
            member with { Source = new FileSource.Blob(new BlobLocation("c", "b"), "\"2\"") },
            member with { Source = new FileSource.Blob(new BlobLocation("c", "d"), "\"1\"") },
            member with { Source = new FileSource.External("https://c/b", "\"1\"||5") },
            member with { Source = new FileSource.External("https://c/b", "\"2\"||5") },
        ];

        var tags = new List<string>();
        foreach (var variant in variants)
            tags.Add((await (await Zips.ManifestAsync([variant])).OpenAsync()).ETag);
        tags.Add((await (await Zips.ManifestAsync([member], "lost")).OpenAsync()).ETag);
        tags.Add((await (await Zips.ManifestAsync([])).OpenAsync()).ETag);

        Assert.Equal(tags.Count, tags.Distinct().Count());
        Assert.All(tags, it => Assert.Matches("^\"[0-9a-f]{32}\"$", it));
        Assert.Equal(tags[0], (await (await Zips.ManifestAsync([member])).OpenAsync()).ETag);
    }

    [Fact]
    public async Task Read_FirstMiddleOrLastByteOf50000_ReadsAFewBlocksOfTheManifest()
    {
        var archive = new GeneratedArchive();
        var members = Enumerable.Range(0, 50_000).Select(it => archive.Add(it, $"product number {it}.tif", 5_000));
        var stored = await Zips.ManifestAsync(members, ["lost"], 128, 256);
        var length = (await stored.OpenAsync()).Length;
        var directory = (await stored.OpenAsync()).DirectoryOffset;

        foreach (var position in (long[])[0, length / 2, directory - 1, directory, (directory + length) / 2, length - 1])
        {
            stored.Reads.Clear();
            await Zips.ReadAsync(await stored.OpenAsync(), archive, position, position + 1);

            Assert.InRange(stored.Reads.Count, 1, 3);
            Assert.InRange(stored.Reads.Sum(), 1, 100_000);
        }

        Assert.True(stored.Length > 3_000_000);
    }

    [Fact]
    public async Task Notice_LongerThanAChunk_IsReadAtEveryPlace()
    {
        var archive = new GeneratedArchive();
        var notices = Enumerable.Range(0, 3000).Select(it => $"file number {it}.tif").ToList();
        var manifest = await (await Zips.ManifestAsync([archive.Add(1, "a.tif", 10)], [.. notices])).OpenAsync();
        var expected = Encoding.UTF8.GetBytes(
            string.Concat(notices.Select(it => $"Failed to download file ({it}): it is no longer in the archive.\n")));
        var start = manifest.DirectoryOffset - expected.Length;

        Assert.True(expected.Length > 2 * 64 * 1024);
        Assert.Equal(expected, await Zips.ReadAsync(manifest, archive, start, manifest.DirectoryOffset));
        Assert.Equal(expected[131_000..131_200], await Zips.ReadAsync(manifest, archive, start + 131_000, start + 131_200));
    }

    [Theory]
    [InlineData("../a.txt")]
    [InlineData("a/../b.txt")]
    [InlineData("/a.txt")]
    [InlineData("a//b.txt")]
    [InlineData("a/")]
    [InlineData("a?.txt")]
    [InlineData("")]
    [InlineData("a\n")]
    public async Task Add_NameThatIsNotSafe_IsRefused(string name)
    {
        using var writer = new ZipManifestWriter(Stream.Null, Zips.Noon);

        await Assert.ThrowsAsync<ArgumentException>(() => writer.AddAsync(
            new ZipMember(1, name, new FileSource.Blob(new BlobLocation("c", "b"), "\"1\""), 5, 7), Cancellation));
    }

    /// <summary>
    /// A manifest as the release before time stamps wrote it, and the SHA-256 of the ZIP that it stands for: whoever began that ZIP
    /// goes on with it after an upgrade.
    /// </summary>
    [Fact]
    public async Task Read_ManifestOfTheFirstFormat_IsTheZipThatWasBegun()
    {
        const string Stored = 
            "AQAAAAAAAADoAwAAAAAAAIlQ1hoFAGEudGlmBwBhcmNoaXZlDQAxL8OpdMOpIGEudGlmBQAiMS0xIgIAAAAAAAAAAAAAAAAAAAAAAAAACADDqXTDqS5uYwcA"
            + "YXJjaGl2ZRAAMi/DqXTDqSDDqXTDqS5uYwUAIjItMiIDAAAAAAAAAHARAQAAAAAA7hW8ywUAYi5iaW4HAGFyY2hpdmUNADMvw6l0w6kgYi5iaW4FACIzLTMi"
            + "BAAAAAAAAAAFAAAAAAAAABvMWNUFAGMuYmluBwBhcmNoaXZlDQA0L8OpdMOpIGMuYmluBQAiNC00IgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAALQAAADEFQEA"
            + "AAAAAJwAAAAAAAAAtAAAAAAAAAA6AAAARmFpbGVkIHRvIGRvd25sb2FkIGZpbGUgKGxvc3QpOiBpdCBpcyBubyBsb25nZXIgaW4gdGhlIGFyY2hpdmUuCiYB"
            + "AAAAAAAATk9USUNFLnR4dAAAAAAAAAAAAAAAAAAAAADuAAAAAAAAADgAAADwJqhpAAAAAAQAAAAAAAAA7BUBAAAAAADPAAAAAAAAAEAAAAAAAAAAdhHEoAoA"
            + "AAABAAAANdzovmmsdaKvb4cVbsrvTwEAAABTT1pJUE1BTg==";
        await AssertIsTheZipAsync(Stored, "b.bin", 71_537, "f2c1b138c073864426dc167a55cb61ffffbfaeb5173774a6bcc578c7c8943b06");
    }

    /// <summary>The same of the release before members had a time of their own: with two texts, and a folder.</summary>
    [Fact]
    public async Task Read_ManifestOfTheThirdFormat_IsTheZipThatWasBegun()
    {
        const string Stored =
            "AQAAAAAAAADoAwAAAAAAAIlQ1hoFAGEudGlmBwBhcmNoaXZlDQAxL8OpdMOpIGEudGlmBQAiMS0xIgIAAAAAAAAAAAAAAAAAAAAAAAAACADDqXTDqS5uYwcAYXJj"
            + "aGl2ZRAAMi/DqXTDqSDDqXTDqS5uYwUAIjItMiIDAAAAAAAAAHARAQAAAAAA7hW8ywoAZGF0YS9iLmJpbgcAYXJjaGl2ZRIAMy/DqXTDqSBkYXRhL2IuYmluBQAi"
            + "My0zIgQAAAAAAAAABQAAAAAAAAAbzFjVBQBjLmJpbgcAYXJjaGl2ZQ0ANC/DqXTDqSBjLmJpbgUAIjQtNCIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAC+AAAA5BUB"
            + "AAAAAAC8AAAAAAAAAL4AAAAAAAAAOgAAAEJhZ0l0LVZlcnNpb246IDEuMAowAQAAAAAAAEZhaWxlZCB0byBkb3dubG9hZCBmaWxlIChsb3N0KTogaXQgaXMgbm8g"
            + "bG9uZ2VyIGluIHRoZSBhcmNoaXZlLgpLAQAAAAAAAAkAYmFnaXQudHh0EwAAAAAAAABrjTocQwEAAAAAAAAKAE5PVElDRS50eHRAAAAAAAAAAHYRxKCLAQAAAAAA"
            + "AAAAAAAAAAAAAAAAAAAAAAD4AAAAAAAAADgAAADwJqhpAAAAAAQAAAAAAAAAFRYBAAAAAAD4AAAAAAAAAAAAAAAAAAAAAAAAAD8AAAABAAAAnr8pkhkxDF6Mn9jO"
            + "jtEXagMAAABTT1pJUE1BTg==";
        await AssertIsTheZipAsync(Stored, "data/b.bin", 71_768, "6b0b657304150859a23cbb36d5cfb4dcfb5f5e0ff1862e28b662e18a50ba2677");
    }

    [Fact]
    public async Task Open_SomethingElse_IsRefused()
    {
        await Assert.ThrowsAsync<InvalidDataException>(() => new ManifestInMemory([]).OpenAsync());
        await Assert.ThrowsAsync<InvalidDataException>(() => new ManifestInMemory(new byte[500]).OpenAsync());

        var newer = (await Zips.ManifestAsync([])).Bytes;
        newer[^12]++;
        var failure = await Assert.ThrowsAsync<InvalidDataException>(() => new ManifestInMemory(newer).OpenAsync());
        Assert.Contains($"version {ManifestFormat.Version + 1}", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_NoMembers_IsAnEmptyZip() =>
        Assert.Equal(
            [0x50, 0x4B, 5, 6, .. new byte[18]],
            await Zips.ReadAllAsync(await (await Zips.ManifestAsync([])).OpenAsync(), new GeneratedArchive()));

    private static async Task AssertIsTheZipAsync(string stored, string third, long length, string sha256)
    {
        var archive = new GeneratedArchive();
        archive.Add(1, "a.tif", 1000, 1);
        archive.Add(2, "été.nc", 0, 2);
        archive.Add(3, third, 70_000, 3);
        archive.Add(4, "c.bin", 5, 4);
        var manifest = await new ManifestInMemory(Convert.FromBase64String(stored)).OpenAsync();

        var zip = await Zips.ReadAllAsync(manifest, archive);

        Assert.Equal((length, length), (zip.Length, manifest.Length));
        Assert.Equal(sha256, Convert.ToHexStringLower(SHA256.HashData(zip)));
        Assert.Equal(zip[70_000..], await Zips.ReadAsync(manifest, archive, 70_000, length));
    }
}
