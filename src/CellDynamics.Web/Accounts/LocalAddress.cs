namespace CellDynamics.Web.Accounts;

/// <summary>Where to go after signing in: never to another site, whoever made the link.</summary>
public static class LocalAddress
{
    /// <returns>The address where it is a path of this site, else the first page.</returns>
    public static string Of(string? address) =>
        address is ['/', ..] && !address.StartsWith("//", StringComparison.Ordinal) && !address.Contains('\\') && !address.Any(char.IsControl)
            ? address : "/";
}
