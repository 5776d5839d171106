using System.Net;

namespace CellDynamics.Web.Hosting;

/// <summary>Without accounts the site serves this machine only; with them, every address it is given.</summary>
public static class LoopbackOnly
{
    public const string DefaultAddress = "http://127.0.0.1:5080";

    /// <summary>Takes the default address where none was given, and without accounts refuses every address that is not on the loopback.</summary>
    /// <exception cref="InvalidOperationException">An address another machine could reach.</exception>
    public static void Check(WebApplication app, AccountsOptions accounts)
    {
        if (app.Urls.Count == 0)
        {
            string? configured = app.Configuration[WebHostDefaults.ServerUrlsKey];
            foreach (string url in (configured ?? DefaultAddress).Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
                app.Urls.Add(url);
        }
        if (accounts.IsShared)
            return;
        IEnumerable<string> named = app.Configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"]).OfType<string>();
        foreach (string url in app.Urls.Concat(named))
        {
            if (!IsLoopback(url))
                throw new InvalidOperationException(
                    $"Address {url}: expected one on the loopback, such as {DefaultAddress}. Accounts are not configured, and without them every machine that reaches this address could read the data. Set Accounts:Mode to shared and add an administrator with: celldynamics user add NAME --email ADDRESS --administrator");
        }
    }

    /// <summary>Whether only this machine can reach the address.</summary>
    public static bool IsLoopback(string url)
    {
        string host = BindingAddress.Parse(url).Host.Trim('[', ']');
        return host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out IPAddress? address) && IPAddress.IsLoopback(address));
    }
}
