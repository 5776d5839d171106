using System.Data.Common;
using System.Net.Sockets;
using CellDynamics.Web.Hosting;
using Microsoft.AspNetCore.Connections;
using Microsoft.Data.Sqlite;

namespace CellDynamics.Web.Tests.Endpoints;

public class StartFailureTests
{
    [Fact]
    public void What_keeps_the_site_from_starting_is_said_under_the_setting_that_it_is_about()
    {
        Assert.StartsWith("DataRoot: expected a folder that this user may write to", StartFailure.Describe(new UnauthorizedAccessException("Access is denied.")), StringComparison.Ordinal);
        Assert.StartsWith("Database:ConnectionString: expected a database that answers, found: Refused.", StartFailure.Describe(new InvalidOperationException("Likely transient", new Outage("Refused"))), StringComparison.Ordinal);
        // A setting that explains itself keeps its own words, whatever it was that it met.
        Assert.Equal("Metrics:TokenFile: expected a file that can be read.", StartFailure.Describe(new InvalidOperationException("Metrics:TokenFile: expected a file that can be read.", new UnauthorizedAccessException())));
        Assert.StartsWith("ASPNETCORE_URLS (or --urls): expected addresses such as http://127.0.0.1:5080", StartFailure.Describe(new FormatException("Invalid url: '127.0.0.1:5209'")), StringComparison.Ordinal);
        Assert.StartsWith("DataRoot: expected the embedded database", StartFailure.Describe(new SqliteException("SQLite Error 11: 'malformed'.", 11)), StringComparison.Ordinal);
        Assert.StartsWith("ASPNETCORE_URLS (or --urls): expected an address of this machine", StartFailure.Describe(new SocketException(13)), StringComparison.Ordinal);
        Assert.EndsWith("choose another address with ASPNETCORE_URLS or --urls.", StartFailure.Describe(new IOException("Failed to bind to address http://127.0.0.1:5080: address already in use.", new AddressInUseException("In use"))), StringComparison.Ordinal);
        Assert.Null(StartFailure.Describe(new NotSupportedException()));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(null, "--urls", "http://127.0.0.1:0")]
    [InlineData(null, "--urls", "http://127.0.0.1:0", "--applicationName", "CellDynamics.Web")]
    [InlineData(null, "--urls=http://127.0.0.1:0", "--Accounts:Mode", "shared", "--DataRoot", "x")]
    [InlineData("celldynamics serve: expected --urls ADDRESS or nothing, found --port. See: celldynamics serve --help", "--port", "99")]
    [InlineData("celldynamics serve: expected --urls ADDRESS or nothing, found 5080. See: celldynamics serve --help", "5080")]
    [InlineData("celldynamics serve: expected a value after --urls, found none.", "--urls")]
    public void A_word_that_nobody_would_read_starts_no_site(string? expected, params string[] arguments) => Assert.Equal(expected, ServeArguments.Problem(arguments));

    private sealed class Outage(string message) : DbException(message);
}
