using System.Text.Json;
using ServerlessOrders.Catalog.Geometry;

namespace ServerlessOrders.Catalog.Search;

/// <summary>An item under evaluation: what thousands of conditions ask of it is read once.</summary>
/// <param name="item">The item.</param>
internal sealed class ItemView(CatalogItem item)
{
    private Dictionary<string, Property>? _properties;
    private string? _lastName;
    private PropertyValue? _lastValue;
    private Guid? _uuid;
    private Guid? _collectionUuid;
    private Lazy<NetTopologySuite.Geometries.Geometry?>? _geometry;

    public CatalogItem Item => item;

    /// <summary>The uuid in its URN.</summary>
    public Guid Uuid => _uuid ??= Urns.ProductUuid(item.Collection, item.Id);

    /// <summary>The uuid in the URN of its collection.</summary>
    public Guid CollectionUuid => _collectionUuid ??= Urns.DatasetUuid(item.Collection);

    /// <summary>Its box, or null if it has none.</summary>
    public BoundingBox? Box => item.Bbox is { } numbers ? BoundingBox.TryCreate(numbers, out _) : null;

    /// <summary>Its geometry, or null if it has none that can be read, or its document was not read.</summary>
    public NetTopologySuite.Geometries.Geometry? Geometry => (_geometry ??= new Lazy<NetTopologySuite.Geometries.Geometry?>(ReadGeometry)).Value;

    /// <summary>
    /// The value of a property, or null if it is missing or null. A name with dots is a property of that very name, or leads
    /// into objects (<c>view.azimuth</c>).
    /// </summary>
    public PropertyValue? Find(string name)
    {
        // Conditions on one field follow each other, and share its name (SearchScope.Field).
        if (ReferenceEquals(name, _lastName)) return _lastValue;
        _lastName = name;
        return _lastValue = FindAnew(name);
    }

    private NetTopologySuite.Geometries.Geometry? ReadGeometry() =>
        item.Stac is { } stac && stac.Json.TryGetProperty("geometry", out var geometry) ? GeoJson.TryRead(geometry, out _) : null;

    private PropertyValue? FindAnew(string name)
    {
        _properties ??= Read();
        if (_properties.TryGetValue(name, out var property)) return property.Value;
        if (!name.Contains('.', StringComparison.Ordinal)) return null;
        return FindWithin(item.Properties, name) is { } value ? PropertyValue.Of(value) : null;
    }

    private Dictionary<string, Property> Read()
    {
        var properties = new Dictionary<string, Property>(StringComparer.Ordinal);
        if (item.Properties.ValueKind != JsonValueKind.Object) return properties;
        foreach (var member in item.Properties.EnumerateObject()) properties[member.Name] = new Property(member.Value);
        return properties;
    }

    private static JsonElement? FindWithin(JsonElement parent, string name)
    {
        if (parent.ValueKind != JsonValueKind.Object) return null;
        if (parent.TryGetProperty(name, out var value)) return value;
        for (var dot = name.IndexOf('.', StringComparison.Ordinal); dot > 0; dot = name.IndexOf('.', dot + 1))
        {
            if (parent.TryGetProperty(name.AsSpan(0, dot), out var child) && FindWithin(child, name[(dot + 1)..]) is { } found)
                return found;
        }

        return null;
    }

    private sealed class Property(JsonElement json)
    {
        private PropertyValue? _value;
        private bool _isRead;

        public PropertyValue? Value
        {
            get
            {
                if (!_isRead) _value = PropertyValue.Of(json);
                _isRead = true;
                return _value;
            }
        }
    }
}
