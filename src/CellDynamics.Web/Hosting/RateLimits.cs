using System.Globalization;
using System.Security.Claims;
using System.Threading.RateLimiting;
using CellDynamics.Web.Accounts.Oidc;
using CellDynamics.Web.Telemetry;
using Microsoft.AspNetCore.RateLimiting;

namespace CellDynamics.Web.Hosting;

/// <summary>How often one person, or one address that has not signed in, may ask. Only with accounts: the one person of a machine keeps nobody else waiting.</summary>
public sealed class RateLimits
{
    private readonly int requests;
    private readonly int uploads;

    /// <summary>Keys <c>Limits:RequestsPerMinute</c> (to <c>/api</c>, and of a provider that says who left), <c>Limits:UploadsPerMinute</c> (files begun), <c>Limits:SignInsPerMinute</c> (tries from one address).</summary>
    /// <exception cref="InvalidOperationException">A value cannot be used.</exception>
    public RateLimits(IConfiguration configuration)
    {
        requests = Read(configuration, "Limits:RequestsPerMinute", 3000);
        uploads = Read(configuration, "Limits:UploadsPerMinute", 120);
        // A whole institute may stand behind one address.
        SignInsPerMinute = Read(configuration, "Limits:SignInsPerMinute", 60);
    }

    public int SignInsPerMinute { get; }

    public void Configure(RateLimiterOptions options)
    {
        options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(Partition);
        options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        options.OnRejected = async (rejected, _) =>
        {
            Refusals.Log(rejected.HttpContext, "too many requests");
            int seconds = SecondsToWait(rejected.Lease);
            rejected.HttpContext.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
            await TypedResults.Problem($"Too many requests came from here in a short time. Try again in {Words(seconds)}.", statusCode: StatusCodes.Status429TooManyRequests, title: "Too many requests")
                .ExecuteAsync(rejected.HttpContext);
        };
    }

    /// <summary>So many a minute, all of them at once if need be.</summary>
    public static TokenBucketRateLimiterOptions PerMinute(int count) => new()
    {
        TokenLimit = count, TokensPerPeriod = 1, ReplenishmentPeriod = TimeSpan.FromMinutes(1) / count, QueueLimit = 0,
    };

    public static int SecondsToWait(RateLimitLease lease) =>
        lease.TryGetMetadata(MetadataName.RetryAfter, out TimeSpan wait) ? Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)) : 60;

    public static string Words(int seconds) => seconds == 1 ? "a second" : seconds < 120 ? $"{seconds} seconds" : $"{(seconds + 59) / 60} minutes";

    private RateLimitPartition<string> Partition(HttpContext context)
    {
        if (!context.Request.Path.StartsWithSegments("/api") && !context.Request.Path.StartsWithSegments(BackChannelLogout.Path))
            return RateLimitPartition.GetNoLimiter("");
        string who = context.User.FindFirstValue(ClaimTypes.NameIdentifier) ?? context.Connection.RemoteIpAddress?.ToString() ?? "";
        bool isNewUpload = HttpMethods.IsPost(context.Request.Method) && context.Request.Path.StartsWithSegments("/api/uploads");
        return isNewUpload
            ? RateLimitPartition.GetTokenBucketLimiter($"upload {who}", _ => PerMinute(uploads))
            : RateLimitPartition.GetTokenBucketLimiter($"request {who}", _ => PerMinute(requests));
    }

    private static int Read(IConfiguration configuration, string key, int usual)
    {
        if (configuration[key] is not { } text)
            return usual;
        return int.TryParse(text, out int number) && number > 0 ? number : throw new InvalidOperationException($"{key}: expected a positive whole number, found \"{text}\".");
    }
}
