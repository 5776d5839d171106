using System.Threading.RateLimiting;
using CellDynamics.Web.Hosting;
using CellDynamics.Web.Telemetry;

namespace CellDynamics.Web.Accounts;

/// <summary>How often secrets may be tried, from one address and for one name. It counts names that do not exist as well, so that it tells nobody which do.</summary>
public sealed class SignInLimiter(RateLimits limits) : IDisposable
{
    private const int PerName = 12;

    private readonly PartitionedRateLimiter<string> byAddress = PartitionedRateLimiter.Create<string, string>(
        address => RateLimitPartition.GetTokenBucketLimiter(address, _ => RateLimits.PerMinute(limits.SignInsPerMinute)));

    private readonly PartitionedRateLimiter<string> byName = PartitionedRateLimiter.Create<string, string>(
        name => RateLimitPartition.GetTokenBucketLimiter(name, _ => RateLimits.PerMinute(PerName)));

    /// <summary>Counts a try. Where it is one too many, the answer carries status 429 and <c>Retry-After</c>.</summary>
    /// <param name="name">As typed, or the id of an account; null where no name is tried, as with a passkey: then only the address counts, behind which a whole institute may sit.</param>
    /// <returns>A sentence for the person, or null where the try is let through.</returns>
    public string? Refuse(HttpContext context, string? name)
    {
        using RateLimitLease address = byAddress.AttemptAcquire(context.Connection.RemoteIpAddress?.ToString() ?? "");
        using RateLimitLease? account = name is null ? null : byName.AttemptAcquire(name.Trim().ToUpperInvariant());
        if (address.IsAcquired && account?.IsAcquired != false)
            return null;
        Refusals.Log(context, "too many tries to sign in");
        int seconds = RateLimits.SecondsToWait(address.IsAcquired ? account! : address);
        context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        context.Response.Headers.RetryAfter = seconds.ToString("D");
        return $"Too many tries in a short time. Try again in {RateLimits.Words(seconds)}.";
    }

    public void Dispose()
    {
        byAddress.Dispose();
        byName.Dispose();
    }
}
