using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace ServerlessOrders.Tests.Contract.Api.OpenApi.Generation;

/// <summary>The XML docs of the product, as plain text with code in backticks.</summary>
internal sealed partial class XmlDocs
{
    private readonly Dictionary<string, XElement> _members = XDocument
        .Load(Path.ChangeExtension(typeof(ServerlessOrders.Api.ApiTable).Assembly.Location, ".xml"))
        .Descendants("member").ToDictionary(member => member.Attribute("name")!.Value);

    /// <summary>What a type is; null if it does not say.</summary>
    public string? Of(Type type) => Text(Find($"T:{Id(type)}")?.Element("summary"));

    /// <summary>What a property is: the parameter of a record, or the property itself.</summary>
    public string? OfProperty(Type type, string property) =>
        Text(Find($"T:{Id(type)}")?.Elements("param").FirstOrDefault(param => param.Attribute("name")?.Value == property)
            ?? Find($"P:{Id(type)}.{property}")?.Element("summary"));

    /// <summary>What a member of an enum means.</summary>
    public string? OfMember(Type type, string member) => Text(Find($"F:{Id(type)}.{member}")?.Element("summary"));

    /// <summary>What a handler does, without the method and address that it may begin with.</summary>
    public string? OfHandler(MethodInfo handler) =>
        Text(Find($"M:{Id(handler.DeclaringType!)}.{handler.Name}({handler.GetParameters()[0].ParameterType.FullName})")?.Element("summary")) is { } text
            ? Address().Replace(text, "") is { Length: > 0 } rest ? char.ToUpperInvariant(rest[0]) + rest[1..] : null
            : null;

    private XElement? Find(string id) => _members.GetValueOrDefault(id);

    private static string Id(Type type) => (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName!.Replace('+', '.');

    private static string? Text(XElement? element)
    {
        if (element is null) return null;
        var words = string.Concat(element.Nodes().Select(node => node switch
        {
            XText text => text.Value,
            XElement { Name.LocalName: "see" } see => $"`{see.Attribute("cref")?.Value.Split('.', ':')[^1] ?? see.Attribute("langword")?.Value}`",
            XElement { Name.LocalName: "paramref" } name => name.Attribute("name")!.Value,
            XElement other => $"`{other.Value}`",
            _ => "",
        }));
        return Contract().Replace(Blanks().Replace(words, " "), "").Trim();
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();

    // Its pages are the developers', not the clients'.
    [GeneratedRegex(@" \(contract, [^)]*\)")]
    private static partial Regex Contract();

    [GeneratedRegex(@"^(GET|HEAD|POST|PUT|DELETE)\b[^:]*?(: |\.$)")]
    private static partial Regex Address();
}
