using System.Reflection;
using System.Runtime.CompilerServices;
using ServerlessOrders.Api;
using ServerlessOrders.Functions;
using ServerlessOrders.Local;

namespace ServerlessOrders.Tests.Unit.Architecture;

/// <summary>A class that takes more than eight things does the work of two.</summary>
public sealed class ConstructorTests
{
    private const int Most = 8;

    private const BindingFlags Constructors = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    [Theory]
    [InlineData(typeof(ApiTable))]
    [InlineData(typeof(FunctionsApp))]
    [InlineData(typeof(LocalServer))]
    [InlineData(typeof(ServerlessOrders.Client.ExitCode))]
    public void Classes_TakeEightThingsAtMost(Type oneOfTheAssembly)
    {
        var classes = oneOfTheAssembly.Assembly.GetTypes().Where(type => type.IsClass && !IsData(type) && !IsGenerated(type)).ToList();

        var large = classes
            .Select(type => (type.FullName, Count: type.GetConstructors(Constructors).Max(one => (int?)one.GetParameters().Length)))
            .Where(type => type.Count > Most)
            .Select(type => $"{type.FullName} takes {type.Count}");

        Assert.NotEmpty(classes);
        Assert.Equal([], large);
    }

    /// <summary>A record holds what it is told, however much that is.</summary>
    private static bool IsData(Type type) => type.GetMethod("<Clone>$", Constructors) is not null;

    private static bool IsGenerated(Type type) =>
        type.IsDefined(typeof(CompilerGeneratedAttribute)) || (type.DeclaringType is { } outer && IsGenerated(outer));
}
