using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using ServerlessOrders.Functions;

namespace ServerlessOrders.Tests.Functions;

/// <summary>A function of the app, as its attributes describe it.</summary>
internal sealed record AppFunction(string Name, MethodInfo Method)
{
    /// <summary>All of them, in the order in which the host knows them: by name.</summary>
    public static IReadOnlyList<AppFunction> All { get; } =
    [
        .. typeof(FunctionsApp).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static))
            .Select(method => (Method: method, Function: method.GetCustomAttribute<FunctionAttribute>()))
            .Where(found => found.Function is not null)
            .Select(found => new AppFunction(found.Function!.Name, found.Method))
            .OrderBy(function => function.Name, StringComparer.OrdinalIgnoreCase),
    ];

    /// <summary>Those that answer requests.</summary>
    public static IEnumerable<AppFunction> OfHttp => All.Where(function => function.Http is not null);

    /// <summary>Its HTTP trigger, where it has one.</summary>
    public HttpTriggerAttribute? Http => OfParameter<HttpTriggerAttribute>();

    public static AppFunction Named(string name) => All.Single(function => function.Name == name);

    /// <summary>An attribute of one of its parameters; null if none has it.</summary>
    public T? OfParameter<T>() where T : Attribute =>
        Method.GetParameters().Select(parameter => parameter.GetCustomAttribute<T>()).SingleOrDefault(attribute => attribute is not null);
}
