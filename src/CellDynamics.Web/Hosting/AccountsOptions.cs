namespace CellDynamics.Web.Hosting;

/// <summary>Whether people sign in, and where they come from. Keys under <c>Accounts</c>.</summary>
public sealed record AccountsOptions
{
    /// <summary>Key <c>Accounts:Mode</c>: <c>none</c> (default: one person, this machine only) or <c>shared</c> (everybody signs in).</summary>
    public bool IsShared { get; init; }

    /// <summary>Key <c>Accounts:SessionHours</c>: after this time everybody signs in again. A working day.</summary>
    public TimeSpan SessionLength { get; init; } = TimeSpan.FromHours(12);

    /// <summary>Key <c>Accounts:IdleMinutes</c>: time without a sign of the person after which the site locks; 0: never.</summary>
    public TimeSpan? Idle { get; init; } = TimeSpan.FromMinutes(120);

    /// <summary>Key <c>Accounts:RecheckSeconds</c>: how often a page that stands open asks whether its person is still signed in.</summary>
    public TimeSpan Recheck { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Key <c>Accounts:Local</c>: who may sign in with a password or passkey of this site, <c>everybody</c> (default) or only <c>administrators</c>, for when the provider does not answer.</summary>
    public bool IsLocalForEverybody { get; init; } = true;

    /// <summary>Key <c>Accounts:RequireSecondFactor</c>: who cannot do anything with a password alone, <c>none</c> (default), <c>administrators</c> or <c>everybody</c>. A passkey is both factors; what a provider asks for is the provider's.</summary>
    public FactorRule SecondFactor { get; init; }

    /// <summary>The institution's provider; null: none.</summary>
    public OidcOptions? Oidc { get; init; }

    /// <summary>Whether passwords and passkeys of this site are for such a person.</summary>
    public bool MayComeLocally(bool isAdministrator) => IsLocalForEverybody || isAdministrator;

    /// <exception cref="InvalidOperationException">A value cannot be used.</exception>
    public static AccountsOptions From(IConfiguration configuration)
    {
        string mode = Choice(configuration, "Accounts:Mode", "none", "shared");
        var options = new AccountsOptions { IsShared = mode == "shared" };
        return options with
        {
            SessionLength = TimeSpan.FromHours(Number(configuration, "Accounts:SessionHours", options.SessionLength.TotalHours, least: 0.01)),
            Idle = Number(configuration, "Accounts:IdleMinutes", options.Idle!.Value.TotalMinutes, least: 0) is var minutes and > 0 ? TimeSpan.FromMinutes(minutes) : null,
            Recheck = TimeSpan.FromSeconds(Number(configuration, "Accounts:RecheckSeconds", options.Recheck.TotalSeconds, least: 0.1)),
            IsLocalForEverybody = Choice(configuration, "Accounts:Local", "everybody", "administrators") == "everybody",
            SecondFactor = Choice(configuration, "Accounts:RequireSecondFactor", "none", "administrators", "everybody") switch
            {
                "administrators" => FactorRule.Administrators,
                "everybody" => FactorRule.Everybody,
                _ => FactorRule.Nobody,
            },
            Oidc = OidcOptions.From(configuration.GetSection("Accounts:Oidc")),
        };
    }

    private static string Choice(IConfiguration configuration, string key, string usual, params string[] others)
    {
        string found = configuration[key] ?? usual;
        return found == usual || others.Contains(found) ? found
            : throw new InvalidOperationException($"{key}: expected {string.Join(", ", [usual, .. others[..^1]])} or {others[^1]}, found \"{found}\".");
    }

    private static double Number(IConfiguration configuration, string key, double usual, double least)
    {
        if (configuration[key] is not { } text)
            return usual;
        return double.TryParse(text, out double number) && number >= least && double.IsFinite(number)
            ? number : throw new InvalidOperationException($"{key}: expected a number of at least {least}, found \"{text}\".");
    }
}

/// <summary>Who needs more than a password.</summary>
public enum FactorRule { Nobody, Administrators, Everybody }
