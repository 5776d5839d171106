namespace CellDynamics.Web.Hosting;

/// <summary>An OpenID Connect provider through which people sign in. Keys under <c>Accounts:Oidc</c>.</summary>
/// <param name="Authority">Key <c>Authority</c>: address of the provider; its <c>/.well-known/openid-configuration</c> says the rest.</param>
/// <param name="ClientId">Key <c>ClientId</c>: how the provider calls this site.</param>
public sealed record OidcOptions(Uri Authority, string ClientId)
{
    /// <summary>Key <c>ClientSecret</c>, or the content of the file that <c>ClientSecretFile</c> names; null for a client without one.</summary>
    public string? ClientSecret { get; init; }

    /// <summary>Key <c>Issuer</c>: how the provider calls itself, where that is not its address. Another one that answers there is not believed.</summary>
    public string Issuer { get; init; } = Authority.ToString();

    /// <summary>Key <c>Name</c>: what the button says.</summary>
    public string Name { get; init; } = "your institution";

    /// <summary>Key <c>GroupClaim</c>: the claim whose values are the person's groups.</summary>
    public string GroupClaim { get; init; } = "groups";

    /// <summary>Key <c>AdministratorGroup</c>: its members manage this site, nobody else who comes through the provider does. Null: administrators are made here.</summary>
    public string? AdministratorGroup { get; init; }

    /// <summary>Key <c>Scopes</c>, separated by spaces.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = ["openid", "profile", "email"];

    /// <summary>Key <c>AutoCreate</c>: whoever the provider lets in gets an account. Otherwise only who was invited here under the e-mail address that the provider has verified.</summary>
    public bool CreatesAccounts { get; init; } = true;

    /// <summary>Key <c>RequiredAcr</c>, separated by spaces: of these classes of authentication the provider has to report one. It is asked for them. Empty: whatever the provider asks of people is enough.</summary>
    public IReadOnlyList<string> RequiredAcr { get; init; } = [];

    /// <summary>Key <c>RequiredAmr</c>, separated by spaces: of these methods of authentication (RFC 8176) the provider has to report one. Empty: not looked at.</summary>
    public IReadOnlyList<string> RequiredAmr { get; init; } = [];

    /// <exception cref="InvalidOperationException">A value is missing or cannot be used.</exception>
    public static OidcOptions? From(IConfigurationSection section)
    {
        if (!section.Exists())
            return null;
        if (!Uri.TryCreate(section["Authority"], UriKind.Absolute, out Uri? authority) || !(authority.Scheme == "https" || (authority.Scheme == "http" && authority.IsLoopback)))
            throw new InvalidOperationException($"Accounts:Oidc:Authority: expected an address with https, found \"{section["Authority"]}\".");
        if (section["ClientId"] is not { Length: > 0 } client)
            throw new InvalidOperationException("Accounts:Oidc:ClientId: expected the id that the provider gave this site, found none.");
        var options = new OidcOptions(authority, client);
        return options with
        {
            ClientSecret = section["ClientSecretFile"] is { Length: > 0 } file ? ReadSecret(file) : section["ClientSecret"],
            Issuer = section["Issuer"] ?? options.Issuer,
            Name = section["Name"] ?? options.Name,
            GroupClaim = section["GroupClaim"] ?? options.GroupClaim,
            AdministratorGroup = section["AdministratorGroup"],
            Scopes = Words(section["Scopes"]) ?? options.Scopes,
            RequiredAcr = Words(section["RequiredAcr"]) ?? options.RequiredAcr,
            RequiredAmr = Words(section["RequiredAmr"]) ?? options.RequiredAmr,
            CreatesAccounts = section["AutoCreate"] switch
            {
                null or "true" => true,
                "false" => false,
                { } other => throw new InvalidOperationException($"Accounts:Oidc:AutoCreate: expected true or false, found \"{other}\"."),
            },
        };
    }

    private static string[]? Words(string? text) => text?.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static string ReadSecret(string file)
    {
        try
        {
            return File.ReadAllText(file).Trim();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException($"Accounts:Oidc:ClientSecretFile: expected a file that can be read, found {file}. {failure.Message}", failure);
        }
    }

    /// <summary>Without the secret, so that no log can hold it.</summary>
    public override string ToString() => $"{Name} at {Authority}";
}
