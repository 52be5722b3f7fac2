using System.Buffers.Binary;
using System.IO.Compression;
using System.Text.Json;

namespace ServerlessOrders.Catalog;

/// <summary>A STAC document to the letter as it was imported: compressed JSON in UTF-8.</summary>
public sealed class StacText
{
    // A quarter of the size within some microseconds; higher qualities take many times as long for little.
    private const int Quality = 4;
    private const int Window = 18;
    private const int LengthBytes = sizeof(int);

    private readonly byte[] _packed;
    private JsonElement? _json;

    private StacText(byte[] packed) => _packed = packed;

    /// <summary>The bytes to keep.</summary>
    internal byte[] Packed => _packed;

    /// <summary>The document.</summary>
    /// <exception cref="InvalidDataException">What was kept is damaged.</exception>
    public JsonElement Json => _json ??= JsonDocument.Parse(Unpack()).RootElement;

    /// <summary>Takes a document.</summary>
    /// <param name="utf8">One JSON object.</param>
    public static StacText Of(ReadOnlySpan<byte> utf8)
    {
        var packed = new byte[LengthBytes + BrotliEncoder.GetMaxCompressedLength(utf8.Length)];
        BinaryPrimitives.WriteInt32LittleEndian(packed, utf8.Length);
        if (!BrotliEncoder.TryCompress(utf8, packed.AsSpan(LengthBytes), out var written, Quality, Window))
            throw new InvalidOperationException("A document does not fit the greatest length that it can have.");
        return new StacText(packed[..(LengthBytes + written)]);
    }

    /// <summary>What was kept.</summary>
    internal static StacText OfPacked(byte[] packed) => new(packed);

    private byte[] Unpack()
    {
        if (_packed.Length < LengthBytes) throw new InvalidDataException("A STAC document of the catalog is cut short.");
        var text = new byte[BinaryPrimitives.ReadInt32LittleEndian(_packed)];
        return BrotliDecoder.TryDecompress(_packed.AsSpan(LengthBytes), text, out var written) && written == text.Length
            ? text
            : throw new InvalidDataException("A STAC document of the catalog is damaged.");
    }
}
