using System.Globalization;
using System.Text;
using CsCheck;
using ServerlessOrders.Naming;

namespace ServerlessOrders.Tests.Unit.Downloads.Zip;

public sealed class ZipNamesTests
{
    private static readonly string[] Usual =
        ["a.txt", "A.txt", "a (1).txt", "a (1) (1).txt", "..", "../a.txt", "nul", "C:\\a.txt", "", "NOTICE.txt"];

    private static readonly Gen<string> AnyName = Gen.OneOf(
        Gen.String[0, 40],
        Gen.String[Gen.Char["ab.A/\\ :\0\n\ud83d\ude00é"], 0, 8],
        Gen.Int[1, 300].Select(it => new string('é', it) + ".tiff"),
        Gen.OneOf([.. Usual.Select(Gen.Const)]));

    [Theory]
    [InlineData("a.txt,a.txt,a.txt", "a.txt,a (1).txt,a (2).txt")]
    [InlineData("a,a", "a,a (1)")]
    [InlineData("a.tar.gz,a.tar.gz", "a.tar.gz,a.tar (1).gz")]
    [InlineData(".hidden,.hidden", ".hidden,.hidden (1)")]
    [InlineData("a.txt,a (1).txt,a.txt", "a.txt,a (1).txt,a (2).txt")]
    [InlineData("a.txt,a.txt,a (1).txt", "a.txt,a (1).txt,a (1) (1).txt")]
    [InlineData("a.txt,A.TXT,a.txt", "a.txt,A (1).TXT,a (2).txt")]
    [InlineData("x/a.txt,y/a.txt", "a.txt,a (1).txt")]
    [InlineData("café.txt,cafe\u0301.txt,CAFÉ.TXT", "café.txt,café (1).txt,CAFÉ (2).TXT")]
    [InlineData("q?.txt,q_.txt,q*.txt", "q_.txt,q_ (1).txt,q_ (2).txt")]
    [InlineData("a.txt.,a.txt,a.txt ", "a.txt,a (1).txt,a (2).txt")]
    [InlineData("CON,_CON", "_CON,_CON (1)")]
    [InlineData("straße.nc,STRASSE.nc,STRAẞE.nc", "straße.nc,STRASSE (1).nc,STRAẞE (2).nc")]
    [InlineData("ﬁle.txt,file.txt,ｆｉｌｅ.txt", "ﬁle.txt,file (1).txt,ｆｉｌｅ (2).txt")]
    [InlineData("σ.txt,ς.txt,Σ.txt", "σ.txt,ς (1).txt,Σ (2).txt")]
    [InlineData("a\u200db.txt,ab.txt", "a\u200db.txt,ab (1).txt")]
    [InlineData("İ.txt,i\u0307.txt", "İ.txt,i\u0307 (1).txt")]
    [InlineData("\u01c6.txt,\u01c5.txt,dž.txt", "\u01c6.txt,\u01c5 (1).txt,dž (2).txt")]
    [InlineData("é.txt,e.txt,è.txt", "é.txt,e.txt,è.txt")]
    public void Next_SameNameAgain_GetsTheNextFreeNumber(string names, string expected)
    {
        var zipNames = new ZipNames();

        Assert.Equal(expected.Split(','), names.Split(',').Select(zipNames.Next));
    }

    [Theory]
    [InlineData("../../etc/passwd", "passwd")]
    [InlineData("/etc/passwd", "passwd")]
    [InlineData("..\\..\\boot.ini", ".._.._boot.ini")]
    [InlineData("C:\\boot.ini", "C__boot.ini")]
    [InlineData("C:boot.ini", "C_boot.ini")]
    [InlineData("folder/", "folder")]
    [InlineData("", "file")]
    [InlineData(".", "file")]
    [InlineData("..", "file")]
    [InlineData("a/..", "file")]
    [InlineData(" . . ", "file")]
    [InlineData("a.txt. .", "a.txt")]
    [InlineData("a\0b\nc\u007fd\u0085e", "a_b_c_d_e")]
    [InlineData("photo\u202Egpj.exe", "photo_gpj.exe")]
    [InlineData("NUL", "_NUL")]
    [InlineData("com1.tar.gz", "_com1.tar.gz")]
    [InlineData("Aux .txt", "_Aux .txt")]
    [InlineData("COMet.txt", "COMet.txt")]
    [InlineData("a\uffffb", "a_b")]
    [InlineData("S2A 12:00:00 été 😀.tif", "S2A 12_00_00 été 😀.tif")]
    [InlineData("q?.txt", "q_.txt")]
    [InlineData("a<b>c:d\"e|f?g*h\\i.nc", "a_b_c_d_e_f_g_h_i.nc")]
    [InlineData("tab\there.nc", "tab_here.nc")]
    [InlineData("CON.tar.gz", "_CON.tar.gz")]
    [InlineData("com¹", "_com¹")]
    [InlineData("LPT³.log", "_LPT³.log")]
    [InlineData("conin$", "_conin$")]
    [InlineData("NUL:", "NUL_")]
    [InlineData("cafe\u0301.txt", "café.txt")]
    [InlineData("\u1100\u1161\u11a8.txt", "각.txt")]
    [InlineData("\u212Bngstrom.nc", "Ångstrom.nc")]
    [InlineData("trailing . .", "trailing")]
    public void Next_HostileName_StaysInTheFolder(string name, string expected) =>
        Assert.Equal(expected, new ZipNames().Next(name));

    [Theory]
    [InlineData("a/x.txt,b/x.txt,a/x.txt", "a/x.txt,b/x.txt,a/x (1).txt")]
    [InlineData("A/x.txt,a/x.txt,a/y.txt", "A/x.txt,a/x (1).txt,a/y.txt")]
    [InlineData("a/b.txt,a,a/c.txt", "a/b.txt,a (1),a/c.txt")]
    [InlineData("a,a/b.txt,a/c/d.txt,A/e.txt", "a,a (1)/b.txt,a (1)/c/d.txt,a (1)/e.txt")]
    [InlineData("../../etc/passwd,./a/./b,/c//d", "_/_/etc/passwd,a/b,c/d")]
    [InlineData("CON/aux.txt,q?/z,dot./z,sp /z", "_CON/_aux.txt,q_/z,dot/z,sp/z")]
    [InlineData("S2A.SAFE/GRANULE/IMG_DATA/B02.jp2,S2A.SAFE/manifest.safe", "S2A.SAFE/GRANULE/IMG_DATA/B02.jp2,S2A.SAFE/manifest.safe")]
    public void Next_WithFolders_IsUniqueAsAPath_AndNoFileTakesAFoldersName(string paths, string expected)
    {
        var names = new ZipNames();

        var given = paths.Split(',').Select(path => path.Split('/')).Select(path => names.Next(path[..^1], path[^1])).ToList();

        Assert.Equal(expected.Split(','), given);
        Assert.All(given, path => Assert.True(SafeFileName.IsSafePath(path), path));
    }

    [Fact]
    public void Next_WithFoldersDeeperThanAPathCanBe_LeavesTheInnermostOut()
    {
        var path = new ZipNames().Next(Enumerable.Repeat(new string('é', 100), 50), "a.txt");

        Assert.Equal(3 * 201, Encoding.UTF8.GetByteCount(path) - "a.txt".Length);
        Assert.EndsWith("/a.txt", path, StringComparison.Ordinal);
    }

    [Fact]
    public void Next_HalfASurrogatePair_BecomesAnUnderscore() => Assert.Equal("a_b", new ZipNames().Next("a\ud800b"));

    [Fact]
    public void Next_AnyNames_AreSafeUniqueAndTheSameEachTime() =>
        AnyName.Array[0, 60].Sample(names =>
        {
            ZipNames first = new(), second = new();
            var given = names.Select(first.Next).ToList();

            Assert.Equal(given, names.Select(second.Next));
            Assert.Equal(given.Count, given.Distinct(StringComparer.OrdinalIgnoreCase).Count());
            Assert.All(given, it =>
            {
                Assert.True(SafeFileName.IsSafe(it), it);
                Assert.InRange(Encoding.UTF8.GetByteCount(it), 1, 255);
                Assert.Equal(it, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(it)));
                Assert.DoesNotContain(it, char.IsControl);
                Assert.Equal(-1, it.AsSpan().IndexOfAny('/', '\\'));
                Assert.NotEqual("..", it);
            });
        });

    [Theory]
    [InlineData(300, ".tif", "a", 255)]
    [InlineData(100, ".tif", "😀", 255)]
    [InlineData(300, "", "é", 254)]
    [InlineData(3, ".an extension far too long to be one, so that it counts as part of the name", "a", 79)]
    public void Next_LongName_IsCutBeforeItsExtension(int count, string extension, string character, int expectedBytes)
    {
        var name = string.Concat(Enumerable.Repeat(character, count)) + extension;
        var names = new ZipNames();
        var (first, second) = (names.Next(name), names.Next(name));

        Assert.EndsWith(extension, first, StringComparison.Ordinal);
        Assert.InRange(Encoding.UTF8.GetByteCount(first), expectedBytes - 3, expectedBytes);
        Assert.EndsWith(" (1)" + extension, second, StringComparison.Ordinal);
        Assert.InRange(Encoding.UTF8.GetByteCount(second), 1, 255);
        Assert.All([first, second], it => Assert.DoesNotContain('\uFFFD', it));
    }

    [Fact]
    public void Next_AHundredThousandEqualNames_AreNumberedWithoutSearching()
    {
        var names = new ZipNames();
        var last = "";
        for (var i = 0; i < 100_000; i++)
            last = names.Next("a.txt");

        Assert.Equal("a (99999).txt", last);
    }

    [Fact]
    public void Next_LongNamesEqualOnceCut_DoNotWalkThroughEachOthersNumbers()
    {
        // 100 different names that share what is left of them, 100 times each: one counter, not 100 walks.
        var names = new ZipNames();
        var last = "";
        for (var i = 0; i < 10_000; i++)
            last = names.Next(new string('a', 260) + (i % 100).ToString(CultureInfo.InvariantCulture) + ".tif");

        Assert.EndsWith("a (9999).tif", last, StringComparison.Ordinal);
    }
}
