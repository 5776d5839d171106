using System.Security.Cryptography;
using System.Text;

namespace CellDynamics.Web.Telemetry;

/// <summary>What a monitor brings to read the figures: <c>Authorization: Bearer TOKEN</c>.</summary>
public sealed class MetricsToken
{
    /// <summary>Shorter ones could be tried.</summary>
    private const int Shortest = 32;

    private readonly byte[]? expected;

    private MetricsToken(string? token) => expected = token is null ? null : Digest(token);

    /// <summary>Key <c>Metrics:TokenFile</c>: a file with the token; none: only administrators read the figures.</summary>
    /// <exception cref="InvalidOperationException">The file cannot be read, or what is in it is too short.</exception>
    public static MetricsToken From(IConfiguration configuration)
    {
        if (configuration["Metrics:TokenFile"] is not { Length: > 0 } file)
            return new MetricsToken(null);
        string token;
        try
        {
            token = File.ReadAllText(file).Trim();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException($"Metrics:TokenFile: expected a file that can be read, found {file}. {failure.Message}", failure);
        }
        return token.Length >= Shortest ? new MetricsToken(token)
            : throw new InvalidOperationException($"Metrics:TokenFile: expected at least {Shortest} characters in {file}, found {token.Length}. Make one with: openssl rand -hex 32");
    }

    public bool IsBroughtBy(HttpRequest request) => expected is not null && request.Headers.Authorization.ToString() is var header
        && header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) && CryptographicOperations.FixedTimeEquals(Digest(header["Bearer ".Length..].Trim()), expected);

    private static byte[] Digest(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
