namespace CellDynamics.Web.Hosting;

/// <summary>Whether people sign in, and where they come from. Keys under <c>Accounts</c>.</summary>
public sealed record AccountsOptions
{
    /// <summary>Key <c>Accounts:Mode</c>: <c>none</c> (default: one person, this machine only) or <c>shared</c> (everybody signs in).</summary>
    public bool IsShared { get; init; }

    /// <summary>Key <c>Accounts:Contact</c>: who raises quotas and adds people, as shown in messages.</summary>
    public string Contact { get; init; } = "an administrator of this site";

    /// <exception cref="InvalidOperationException">A value cannot be used.</exception>
    public static AccountsOptions From(IConfiguration configuration)
    {
        string mode = configuration["Accounts:Mode"] ?? "none";
        if (mode is not ("none" or "shared"))
            throw new InvalidOperationException($"Accounts:Mode: expected none or shared, found \"{mode}\".");
        var options = new AccountsOptions { IsShared = mode == "shared" };
        return configuration["Accounts:Contact"] is { Length: > 0 } contact ? options with { Contact = contact } : options;
    }
}
