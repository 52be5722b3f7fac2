using Microsoft.Extensions.Options;
using ServerlessOrders.Security;

namespace ServerlessOrders.Api.Pages;

/// <summary>Refuses at start-up settings with which nobody could sign in at the pages.</summary>
public sealed class PagesOptionsValidator(IOptions<SecurityOptions> security) : IValidateOptions<PagesOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, PagesOptions options)
    {
        const string Section = PagesOptions.Section;
        if (string.IsNullOrEmpty(options.ClientId)) return ValidateOptionsResult.Success;
        if (string.IsNullOrEmpty(security.Value.Authority))
            return ValidateOptionsResult.Fail($"{Section}:ClientId needs {SecurityOptions.Section}:Authority, at which the pages sign in.");
        return options.Scope.Split(' ').Contains("openid")
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail($"{Section}:Scope must contain openid (OpenID Connect Core 1.0 section 3.1.2.1).");
    }
}
