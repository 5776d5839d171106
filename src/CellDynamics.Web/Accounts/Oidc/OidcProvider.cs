using System.Text.Json;
using CellDynamics.Web.Hosting;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace CellDynamics.Web.Accounts.Oidc;

/// <summary>What the provider of the settings says of itself: addresses and keys.</summary>
public sealed class OidcProvider(IOptionsMonitor<OpenIdConnectOptions> schemes, AccountsOptions accounts, TimeProvider time, ILogger<OidcProvider> logger) : IDisposable
{
    private static readonly TimeSpan BetweenQuestions = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim asking = new(1);
    private DateTimeOffset askedAnew;
    private OpenIdConnectConfiguration? saidAnew;

    private OpenIdConnectOptions Scheme => schemes.Get(OidcSetup.Scheme);

    /// <returns>Null where it does not answer, or calls itself otherwise.</returns>
    public Task<OpenIdConnectConfiguration?> AskAsync(CancellationToken cancellationToken) => HearAsync(Scheme.ConfigurationManager!.GetConfigurationAsync(cancellationToken));

    /// <summary>Asks again although it has answered, for a key that is not among those it had. At most once a minute: anybody can name a key that there is not.</summary>
    public async Task<OpenIdConnectConfiguration?> AskAnewAsync(CancellationToken cancellationToken)
    {
        await asking.WaitAsync(cancellationToken);
        try
        {
            if (time.GetUtcNow() - askedAnew >= BetweenQuestions)
            {
                askedAnew = time.GetUtcNow();
                // What is kept is brought up to date behind the scenes, too late for the question at hand.
                Scheme.ConfigurationManager!.RequestRefresh();
                var documents = new HttpDocumentRetriever(Scheme.Backchannel) { RequireHttps = Scheme.RequireHttpsMetadata };
                // For everybody who waits: whoever asked first may hang up. An answer is kept until there is another.
                saidAnew = await HearAsync(OpenIdConnectConfigurationRetriever.GetAsync(Scheme.MetadataAddress, documents, CancellationToken.None)) ?? saidAnew;
            }
            return saidAnew;
        }
        finally
        {
            asking.Release();
        }
    }

    public void Dispose() => asking.Dispose();

    private async Task<OpenIdConnectConfiguration?> HearAsync(Task<OpenIdConnectConfiguration> answer)
    {
        try
        {
            OpenIdConnectConfiguration found = await answer;
            string expected = accounts.Oidc!.Issuer;
            if (found.Issuer.TrimEnd('/') == expected.TrimEnd('/'))
                return found;
            logger.LogError("Accounts:Oidc: expected a provider that calls itself {Expected}, found {Issuer}. Nobody is sent there. Set Accounts:Oidc:Issuer if that is right.", expected, found.Issuer);
            return null;
        }
        catch (Exception failure) when (failure is InvalidOperationException or IOException or HttpRequestException or ArgumentException or JsonException)
        {
            return null;
        }
    }
}
