using System.Runtime.CompilerServices;
using System.Text.Json;

namespace ServerlessOrders.Catalog.Stac;

/// <summary>A member of a STAC document's root object, or one element of its <c>features</c>.</summary>
/// <param name="Name">The member's name.</param>
/// <param name="Index">The element's place in <c>features</c>, from 0; null for a whole member.</param>
/// <param name="Value">The value.</param>
internal readonly record struct StacPart(string Name, long? Index, JsonElement Value);

/// <summary>Reads a STAC document part by part, so that an ItemCollection of any length takes the memory of one item.</summary>
/// <param name="stream">The document, read from where it is.</param>
/// <param name="name">The document's name in errors.</param>
internal sealed class StacDocument(Stream stream, string name)
{
    /// <summary>The most bytes of one part: an item, or a member of the root.</summary>
    public const int MaxPartBytes = 16 * 1024 * 1024;

    /// <summary>The member whose elements are handed out one by one.</summary>
    public const string Features = "features";

    private byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;
    private bool _atEnd;
    private JsonReaderState _state;
    private Place _place = Place.Root;
    private string _member = "";
    private long _index;

    private enum Place
    {
        Root,
        Member,
        Value,
        Element,
        After,
    }

    /// <summary>True once an array of features was met, even an empty one.</summary>
    public bool HasFeatures { get; private set; }

    /// <summary>Reads the parts in the document's order.</summary>
    /// <exception cref="ImportException">The document is no JSON object, or a part is too large.</exception>
    public async IAsyncEnumerable<StacPart> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await FillAsync(cancellationToken);
        if (_end >= 3 && _buffer.AsSpan(0, 3).SequenceEqual("\uFEFF"u8)) _start = 3;
        while (true)
        {
            StacPart? part;
            while (!TryStep(out part)) await FillAsync(cancellationToken);
            if (part is null) yield break;
            yield return part.Value;
        }
    }

    // One step: a part, or null if the document has ended. False if more bytes are needed.
    private bool TryStep(out StacPart? part)
    {
        part = null;
        try
        {
            while (true)
            {
                var reader = new Utf8JsonReader(_buffer.AsSpan(_start, _end - _start), _atEnd, _state);
                if (!reader.Read()) return _place == Place.After && _atEnd;
                if (!TryTake(ref reader, out part)) return false;
                _start += (int)reader.BytesConsumed;
                _state = reader.CurrentState;
                if (part is not null) return true;
            }
        }
        catch (JsonException fault)
        {
            throw Refused($"not valid JSON at line {fault.LineNumber + 1}, byte {fault.BytePositionInLine + 1}", fault);
        }
    }

    private bool TryTake(ref Utf8JsonReader reader, out StacPart? part)
    {
        part = null;
        switch (_place)
        {
            case Place.Root:
                if (reader.TokenType != JsonTokenType.StartObject)
                    throw Refused("a STAC document is a JSON object, this is something else");
                _place = Place.Member;
                return true;
            case Place.Member when reader.TokenType == JsonTokenType.EndObject:
                _place = Place.After;
                return true;
            case Place.Member:
                _member = Text(ref reader);
                _place = Place.Value;
                return true;
            case Place.Value when _member == Features:
                if (reader.TokenType != JsonTokenType.StartArray) throw Refused("'features' must be an array");
                _place = Place.Element;
                HasFeatures = true;
                return true;
            case Place.Value:
                if (!JsonElement.TryParseValue(ref reader, out var value)) return false;
                part = new StacPart(_member, null, value.Value);
                _place = Place.Member;
                return true;
            case Place.Element when reader.TokenType == JsonTokenType.EndArray:
                _place = Place.Member;
                return true;
            case Place.Element:
                if (!JsonElement.TryParseValue(ref reader, out var element)) return false;
                part = new StacPart(Features, _index++, element.Value);
                return true;
            default:
                throw Refused("something follows the end of the document");
        }
    }

    private string Text(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException fault)
        {
            throw Refused("the name of a member is not valid Unicode", fault);
        }
    }

    private async Task FillAsync(CancellationToken cancellationToken)
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        if (_end == _buffer.Length)
        {
            if (_end >= MaxPartBytes)
                throw Refused($"a part of the document ({Where()}) is larger than {MaxPartBytes / 1024 / 1024} MiB");
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var read = await stream.ReadAtLeastAsync(_buffer.AsMemory(_end), _buffer.Length - _end, throwOnEndOfStream: false, cancellationToken);
        _end += read;
        _atEnd = _end < _buffer.Length;
    }

    private ImportException Refused(string reason, Exception? cause = null) => new(new ImportNote(name, Reason: reason), cause);

    private string Where() => _place == Place.Element ? $"item {_index + 1}" : $"'{_member}'";
}
