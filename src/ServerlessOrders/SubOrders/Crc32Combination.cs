namespace ServerlessOrders.SubOrders;

/// <summary>
/// Joins the CRC-32 values of adjoining parts, so that a large blob can be read in parallel ranges or by several activities.
/// </summary>
/// <remarks>
/// The CRC is the ISO-HDLC one of ZIP (reflected polynomial 0xEDB88320; APPNOTE 4.4.7). A CRC-32 is a remainder modulo that
/// polynomial over GF(2): appending n bytes multiplies the remainder of what stood before by x^(8n), then adds the remainder
/// of the new bytes. The inversions at both ends of the algorithm cancel out.
/// </remarks>
internal static class Crc32Combination
{
    private const uint Polynomial = 0xEDB88320;

    /// <summary>x^0 in the reflected order: the highest bit is the lowest power.</summary>
    private const uint One = 0x80000000;

    /// <summary>x^8: what one appended byte multiplies by.</summary>
    private const uint PerByte = One >> 8;

    /// <summary>The CRC-32 of A followed by B, in a time that grows with the logarithm of B's length.</summary>
    /// <param name="crcA">CRC-32 of A; 0 for an empty A.</param>
    /// <param name="crcB">CRC-32 of B; 0 for an empty B.</param>
    /// <param name="lengthB">Number of bytes in B.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="lengthB"/> is negative.</exception>
    public static uint Combine(uint crcA, uint crcB, long lengthB)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(lengthB);
        var shift = One;
        var power = PerByte;
        for (var bits = lengthB; bits != 0; bits >>= 1)
        {
            if ((bits & 1) != 0)
                shift = Multiply(shift, power);
            power = Multiply(power, power);
        }

        return Multiply(crcA, shift) ^ crcB;
    }

    /// <summary>The product of two reflected polynomials, reduced: for each power of x in a, add b times that power.</summary>
    private static uint Multiply(uint a, uint b)
    {
        uint product = 0;
        for (; a != 0; a <<= 1)
        {
            if ((a & One) != 0)
                product ^= b;
            b = (b & 1) != 0 ? (b >> 1) ^ Polynomial : b >> 1;
        }

        return product;
    }
}
