using System.Runtime.CompilerServices;

namespace ServerlessOrders.Tests;

/// <summary>
/// A test with a browser, or with clients of others: unpackers, download programs, clients of STAC. <c>./test</c> runs it with all
/// others; plain <c>dotnet test</c>, the short loop, does without (<c>-explicit on</c> has it run there).
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ForeignFactAttribute : FactAttribute
{
    public ForeignFactAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
        : base(file, line) => Explicit = true;
}

/// <summary>As <see cref="ForeignFactAttribute"/>, with data.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ForeignTheoryAttribute : TheoryAttribute
{
    public ForeignTheoryAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
        : base(file, line) => Explicit = true;
}
