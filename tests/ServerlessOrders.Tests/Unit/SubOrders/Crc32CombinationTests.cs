using System.IO.Hashing;
using CsCheck;
using ServerlessOrders.SubOrders;

namespace ServerlessOrders.Tests.Unit.SubOrders;

public sealed class Crc32CombinationTests
{
    [Fact]
    public void Combine_AnyTwoParts_IsTheCrcOfTheWhole() =>
        Gen.Select(Gen.Byte.Array[0, 3000], Gen.Byte.Array[0, 3000]).Sample((a, b) =>
            Crc32Combination.Combine(Crc32.HashToUInt32(a), Crc32.HashToUInt32(b), b.Length)
            == Crc32.HashToUInt32([.. a, .. b]));

    [Fact]
    public void Combine_ManyPartsInAnyGrouping_IsTheCrcOfTheWhole() =>
        Gen.Select(Gen.Byte.Array[0, 50], Gen.Byte.Array[0, 50], Gen.Byte.Array[0, 50]).Sample((a, b, c) =>
        {
            var (crcA, crcB, crcC) = (Crc32.HashToUInt32(a), Crc32.HashToUInt32(b), Crc32.HashToUInt32(c));
            var fromLeft = Crc32Combination.Combine(Crc32Combination.Combine(crcA, crcB, b.Length), crcC, c.Length);
            var fromRight = Crc32Combination.Combine(crcA, Crc32Combination.Combine(crcB, crcC, c.Length), b.Length + c.Length);
            return fromLeft == fromRight && fromLeft == Crc32.HashToUInt32([.. a, .. b, .. c]);
        });

    [Fact]
    public void Combine_PartPast32Bits_IsTheCrcOfTheWhole()
    {
        // 4 GiB + 1 of zeros: doubled up on one side, fed to the real algorithm on the other.
        uint doubled = Crc32.HashToUInt32([0]);
        for (var length = 1L; length < 1L << 32; length *= 2)
            doubled = Crc32Combination.Combine(doubled, doubled, length);
        doubled = Crc32Combination.Combine(doubled, Crc32.HashToUInt32([0]), 1);

        var real = new Crc32();
        var zeros = new byte[1 << 20];
        for (var i = 0; i < 1 << 12; i++)
            real.Append(zeros);
        real.Append([0]);

        Assert.Equal(real.GetCurrentHashAsUInt32(), doubled);
    }

    [Fact]
    public void Combine_NegativeLength_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Crc32Combination.Combine(1, 2, -1));
}
