using System.IO.Compression;
using CsCheck;

namespace ServerlessOrders.Tests.Unit.Downloads.Zip;

public sealed class VirtualZipStreamTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public Task Read_AnyRangeOfAnyManifest_IsTheSliceOfTheWholeZip() =>
        Gen.Select(Zips.Lengths, Gen.Int[0, 3], Gen.Double.Unit, Gen.Double.Unit).SampleAsync(
            async (lengths, notices, a, b) =>
            {
                var archive = new GeneratedArchive();
                var stored = await Zips.ManifestAsync(
                    archive.Members(lengths), [.. Enumerable.Range(0, notices).Select(it => $"lost {it}")]);
                var manifest = await stored.OpenAsync();
                var whole = await Zips.ReadAllAsync(manifest, archive);
                var from = (int)(Math.Min(a, b) * whole.Length);
                var to = (int)(Math.Max(a, b) * whole.Length);

                var slice = await Zips.ReadAsync(await stored.OpenAsync(), archive, from, to);

                Assert.Equal(manifest.Length, whole.Length);
                Assert.True(whole.AsSpan(from..to).SequenceEqual(slice));
                Assert.Equal(0, archive.Open);
            },
            iter: 100, threads: 1);

    [Fact]
    public Task ReadAll_AnyManifest_IsAZipOfTheseFiles() =>
        Zips.Lengths.SampleAsync(
            async lengths =>
            {
                var archive = new GeneratedArchive();
                var members = archive.Members(lengths);
                var manifest = await (await Zips.ManifestAsync(members, "lost")).OpenAsync();

                using var zip = new ZipArchive(new MemoryStream(await Zips.ReadAllAsync(manifest, archive)));

                Assert.Equal([.. members.Select(it => it.Name), "NOTICE.txt"], zip.Entries.Select(it => it.FullName));
                foreach (var (member, entry) in members.Zip(zip.Entries))
                {
                    using var content = new MemoryStream();
                    await using (var stream = await entry.OpenAsync(Cancellation))
                        await stream.CopyToAsync(content, Cancellation);
                    Assert.Equal(member.Crc32, entry.Crc32);
                    var expected = new byte[member.Length];
                    for (var i = 0; i < expected.Length; i++)
                        expected[i] = GeneratedArchive.At(i, (byte)(member.FileId - 1));
                    Assert.True(expected.AsSpan().SequenceEqual(content.ToArray()));
                }
            },
            iter: 30, threads: 1);

    [Fact]
    public async Task Read_EverySingleByteRange_IsThatByte()
    {
        var archive = new GeneratedArchive();
        var manifest = await (await Zips.ManifestAsync(archive.Members([3, 0, 70, 1, 5]), "lost")).OpenAsync();
        var whole = await Zips.ReadAllAsync(manifest, archive);

        for (var i = 0; i < whole.Length; i++)
            Assert.Equal(whole[i..(i + 1)], await Zips.ReadAsync(manifest, archive, i, i + 1));
    }
}
